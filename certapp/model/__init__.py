"""Values and records; knows nothing of files, keys, pages or windows."""
