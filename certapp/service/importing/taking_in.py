"""Taking a looked-over list into a draft: all of it, with its photographs, or nothing."""

import copy
import uuid

from certapp.model.errors import Refusal
from certapp.service.drafting import OpenDraft, add_file
from certapp.service.importing.pictures import Pictures
from certapp.service.importing.plan import Plan, RawRow
from certapp.service.importing.table import Going
from certapp.service.office import Office


def taken_in(
    office: Office, draft: OpenDraft, plan: Plan, pictures: Pictures | None, going: Going = lambda done, of: None
) -> tuple[OpenDraft, tuple[RawRow, ...]]:
    """Keep the photographs and give the draft's files and the rows to be added; the draft's record is not touched.

    Raises:
        Refusal: LIST_HAS_PROBLEMS, FILE_NOT_READABLE and others of reading pictures, DISK_FULL. Nothing is added then.
    """
    if problems := plan.problems:
        raise Refusal("LIST_HAS_PROBLEMS", count=len(problems), first=problems[0].text())
    names: dict[str, str] = {}
    for done, name in enumerate(plan.files):
        going(done, len(plan.files))
        content = pictures.read(name) if pictures is not None else None
        if content is None:
            raise Refusal("FILE_NOT_READABLE", file=name)
        draft, names[name] = add_file(office, draft, name, content, photograph=True)
    rows = copy.deepcopy(plan.rows)
    for row in rows:
        row["object_uuid"] = str(uuid.uuid4())
        for photograph in row.get("photographs", ()):
            photograph["file"] = names[photograph["file"]]
    return draft, rows
