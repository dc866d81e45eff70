"""Bounds on files that may come from anybody."""

MAX_BYTES = 200 * 1024 * 1024
MAX_ATTACHMENTS = 2000
MAX_RASTERED_PAGES = 60
"""So many pages of a file are looked at; the code stands on the first ones."""
MAX_PIXELS = 40_000_000
"""Per page: an A4 page at 600 dpi has 35 million."""
