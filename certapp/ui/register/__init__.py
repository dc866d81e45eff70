"""The register on screen."""
