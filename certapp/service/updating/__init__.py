"""How an installed program becomes another version, and the one before again."""
