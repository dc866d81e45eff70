"""Locking: when nobody is at the keyboard, when the screen is locked, and the page that then covers the office."""
