"""Backups, and files that nobody names."""

import os
import time

from certapp.service.drafting import draft_from
from certapp.service.intake import read_intake
from certapp.service.keeping import sweep_orphans
from certapp.service.office import Actor, Office
from tests.offices import EXAMPLES


def test_only_old_files_that_nothing_names_are_swept(office: Office, anna: Actor) -> None:
    draft = draft_from(office, anna.id, read_intake(EXAMPLES / "painting-permanent-sale"))
    orphan, fresh = office.attachments.put(b"nobody names this"), office.attachments.put(b"nor this, yet")
    for sha256 in (orphan, *draft.files.values()):
        path = office.folder.attachments / sha256[:2] / sha256
        old = time.time() - 3 * 86400
        os.utime(path, (old, old))
    assert sweep_orphans(office) == 1
    assert orphan not in office.attachments
    assert fresh in office.attachments
    assert all(sha256 in office.attachments for sha256 in draft.files.values())
