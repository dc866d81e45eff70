"""The form: built from forms/ alone, kept as it is typed."""
