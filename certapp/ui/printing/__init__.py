"""Printing: the dialog that asks which copies and which printer, and the work itself."""
