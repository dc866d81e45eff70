"""A stranger's audit in the window: a copy of a journal, checked without an office, a key or a login."""
