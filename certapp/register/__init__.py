"""The office's memory: register, drafts, journal, search, attachments, backup. The only door to SQLite."""
