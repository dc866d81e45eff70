"""Where the command line finds what nobody named."""

from pathlib import Path

from platformdirs import user_data_path


def trust_folder(given: Path | None) -> Path:
    """The verifier's own folder: as given, else this person's."""
    return given or user_data_path("certapp", appauthor=False) / "trust"


def post_folder(given: Path | None) -> Path:
    """A post's folder: as given, else this person's."""
    return given or user_data_path("certapp", appauthor=False)
