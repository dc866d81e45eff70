"""Home: what waits."""
