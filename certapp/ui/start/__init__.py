"""The first page: which office to open, or none, only to verify."""
