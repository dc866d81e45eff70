"""The engine for forms/: load and merge, kinds of field, rules, findings, what is printed where."""
