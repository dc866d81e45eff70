"""Approving, issuing, and the acts of a supervisor."""
