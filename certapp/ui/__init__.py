"""The window: the only importer of PySide6. Its views know the services, not each other."""
