"""The commands: the same acts as in the window, without Qt."""
