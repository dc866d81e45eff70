"""A border post that believes the authority of the kept files."""

from pathlib import Path

from tests.bad.make import FILES
from tests.offices import TWO, certapp


def make_post(folder: Path) -> Path:
    """Its package and its newest bulletin are taken in; gives the folder."""
    package = FILES / "authority.xcauth"
    digits = certapp("trust", "import", package, "--trust", folder, "--json").json["error"]["fingerprint"]
    assert certapp("trust", "import", package, "--trust", folder, "--accept-fingerprint", digits, *TWO).status == 0
    assert certapp("trust", "import", FILES / "newest.xcstatus", "--trust", folder).status == 0
    return folder
