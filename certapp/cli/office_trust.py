"""What an office believes: its lists, and what it has revoked itself though no bulletin says so yet."""

from collections.abc import Mapping
from pathlib import Path

from certapp.service.exchanging import own_revocations
from certapp.service.office import open_office
from certapp.trust.judge import Withdrawn
from certapp.trust.view import TrustView


def believed_by_office(folder: Path) -> tuple[TrustView, Mapping[bytes, Withdrawn]]:
    """For `certapp verify --office`. Refusals of `open_office`."""
    with open_office(folder, write=False) as office:
        return office.trust.view(), own_revocations(office)
