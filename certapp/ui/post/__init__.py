"""A post of customs: the verify page with its own folder, history and settings; no office and no login."""
