"""An empty .xcintake file to send to applicants: skeleton, schema, a list to fill in, and how to do it."""

import csv
import io
import json
import zipfile

from certapp.formdef.form import Form, Need
from certapp.formdef.schema import json_schema
from certapp.paths import RESOURCES
from certapp.service.importing.handed_in import LIST
from certapp.service.importing.lacking import is_needed
from certapp.service.importing.targets import MEASUREMENTS, PHOTOGRAPHS, Target, targets_of
from certapp.service.intake import APPLICATION
from certapp.service.intake import PHOTOGRAPHS as FOLDER

_DIMENSIONS = ("HEIGHT", "WIDTH", "DEPTH", "DIAMETER", "WEIGHT")
_ALSO = ("inventory_no", "title", "hs_code", "valuation.currency", "features.description", "inscriptions.transcription")


def blank_intake(form: Form, country: str = "", language: str = "en") -> bytes:
    """The ZIP file."""
    skeleton = {
        "form": form.id,
        "document_kind": "STANDARD",
        "primary_language": language,
        "source_channel": "FILE_IMPORT",
    }
    if country:
        skeleton["country_of_export"] = country
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", (RESOURCES / "importing" / "README.txt").read_text("utf-8"))
        archive.writestr(APPLICATION, json.dumps(skeleton, ensure_ascii=False, indent=2))
        archive.writestr("application.schema.json", json.dumps(json_schema(form), ensure_ascii=False, indent=1))
        archive.writestr(LIST, _list(form))
        archive.writestr(FOLDER, b"")
    return buffer.getvalue()


def _list(form: Form) -> bytes:
    """Only a header; spreadsheets know by its first three bytes that it is UTF-8."""
    out = io.StringIO(newline="")
    csv.writer(out).writerow([_column(target) for target in targets_of(form).values() if _is_asked(target)])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _column(target: Target) -> str:
    return f"{target.label} ({'kg' if target.dimension == 'WEIGHT' else 'cm'})" if target.dimension else target.label


def _is_asked(target: Target) -> bool:
    if target.dimension:
        return target.dimension in _DIMENSIONS
    if target.id == MEASUREMENTS or target.field is None:
        return False
    if target.group is not None and target.group.rows_min == 0:
        return target.id in _ALSO
    if target.id.startswith("photographs.") and target.id != PHOTOGRAPHS:
        return target.id in ("photographs.view", "photographs.taken_on", "photographs.taken_by")
    conditional = target.group is None and target.field.need("A") is Need.CONDITIONAL
    return is_needed(target.field) or conditional or target.id in _ALSO
