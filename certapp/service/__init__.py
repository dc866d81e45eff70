"""What people do: one function for each act, with all that it needs handed in."""
