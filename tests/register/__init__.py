"""The register: journal, state, numbers, files, search, backup."""
