"""What people can begin with: records half filled, kept in forms/model-certificate/templates.toml by their name.

[modern-copy]
name = { en = "Modern copy", fr = "Copie moderne" }
record = { export_type = "PERMANENT", objects = [{ maker_attribution = "COPY_OF" }] }
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from certapp.formdef.form import Form
from certapp.formdef.parsing import read_only
from certapp.model import language as spoken
from certapp.model.errors import Refusal
from certapp.paths import FORMS

_FILE = Path("model-certificate") / "templates.toml"
_OF_SHAPE = frozenset({"FIELD_MISSING", "ROWS_TOO_FEW"})
"""What lacks is meant to lack."""


@dataclass(frozen=True)
class Template:
    """`names` by language; `record` is as somebody would have typed it."""

    id: str
    names: Mapping[str, str]
    record: Mapping[str, Any]

    @property
    def name(self) -> str:
        """In the language in use, else in English."""
        return self.names.get(spoken.in_use()) or self.names[spoken.DEFAULT]


def load_templates(folder: Path = FORMS) -> tuple[Template, ...]:
    """The templates that come with the form. Refusal FORM_BROKEN."""
    path = folder / _FILE
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
        return tuple(
            Template(name, {"en": name, **dict(table["name"])}, dict(table["record"])) for name, table in tables.items()
        )
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise Refusal("FORM_BROKEN", file=_FILE.as_posix(), detail=str(problem)) from None


def template_faults(form: Form, templates: tuple[Template, ...]) -> Iterator[tuple[str, str]]:
    """What is wrong with them: a place, and what, in words for whoever keeps the forms."""
    for template in templates:
        for language in spoken.NAMES:
            if not template.names.get(language):
                yield f"template {template.id}", f"it has no name in '{language}'"
        for finding in read_only(form, template.record).findings:
            if finding.code not in _OF_SHAPE:
                yield f"template {template.id}", f"{finding.path}: {finding.text()}"
