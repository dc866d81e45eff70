"""Loading a form from forms/: the model, a national profile merged over it, code lists, words."""

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from certapp.formdef.form import (
    Box,
    Field,
    Form,
    Group,
    Need,
    Rule,
    Section,
    Sheet,
    Threshold,
    Words,
)
from certapp.model.errors import Refusal
from certapp.paths import FORMS

MODEL = "model-certificate"
Table = Mapping[str, object]


@cache
def load_form(profile: str = "", folder: Path = FORMS) -> Form:
    """The model form, with the national profile `profile` ('xa', or '' for none) merged in.

    Raises:
        Refusal: FORM_PROFILE_UNKNOWN, or FORM_BROKEN with the file that cannot be read.
    """
    return _Loader(folder, profile).form()


def profiles(folder: Path = FORMS) -> tuple[str, ...]:
    """The national profiles there are, by lower-case country code."""
    return tuple(sorted(path.parent.name for path in folder.glob("profiles/*/profile.toml")))


class _Loader:
    def __init__(self, folder: Path, profile: str) -> None:
        self.folder = folder
        self.profile = profile
        self.digest = hashlib.sha256()

    def form(self) -> Form:
        model = self.folder / MODEL
        national = self.folder / "profiles" / self.profile
        if self.profile and not (national / "profile.toml").is_file():
            raise Refusal("FORM_PROFILE_UNKNOWN", profile=self.profile)
        form = self._read(model / "form.toml")
        settings: dict[str, object] = {}
        rules = _tables(self._read(model / "rules.toml"), "rule")
        thresholds: list[Table] = []
        if self.profile:
            over = self._read(national / "profile.toml")
            rules += _tables(over, "rule")
            thresholds = _tables(over, "threshold")
            settings = dict(_table(over, "settings"))
            additions = _tables(over, "add")
        else:
            additions = []
        languages = sorted(path.stem for path in (model / "labels").glob("*.toml"))
        return Form(
            id=str(form["id"]),
            version=str(form["version"]),
            profile=self.profile,
            wording=str(form["wording"]),
            root=_with_additions(_root(form), additions),
            sections=_sections(form, additions),
            code_lists=self._code_lists(),
            rules=tuple(_rule(rule) for rule in rules),
            thresholds=tuple(_threshold(threshold) for threshold in thresholds),
            sheets=tuple(_sheet(sheet) for sheet in _tables(self._read(model / "sheets.toml"), "sheet")),
            settings=settings,
            words={language: self._words(language, model, national) for language in languages},
            digest=self.digest.hexdigest(),
        )

    def _read(self, path: Path) -> Table:
        try:
            content = path.read_bytes()
            table = tomllib.loads(content.decode("utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
            name = path.relative_to(self.folder).as_posix()
            raise Refusal("FORM_BROKEN", file=name, detail=str(problem)) from problem
        self.digest.update(content)
        return table

    def _code_lists(self) -> dict[str, tuple[str, ...]]:
        lists: dict[str, tuple[str, ...]] = {}
        for path in sorted((self.folder / "codes").glob("*.toml")):
            for name, codes in self._read(path).items():
                lists[name] = tuple(map(str, codes)) if isinstance(codes, list) else ()
        return lists

    def _words(self, language: str, model: Path, national: Path) -> Words:
        paths = [
            self.folder / "codes" / "labels" / f"{language}.toml",
            model / "labels" / f"{language}.toml",
            national / "labels" / f"{language}.toml",
        ]
        tables: dict[str, dict[str, str]] = {}
        for path in paths:
            if path.is_file():
                for name, words in self._read(path).items():
                    if isinstance(words, dict):
                        tables.setdefault(name, {}).update({key: str(word) for key, word in words.items()})
        return Words(language, tables)


def _table(table: Table, key: str) -> Table:
    value = table.get(key, {})
    return value if isinstance(value, dict) else {}


def _tables(table: Table, key: str) -> list[Table]:
    value = table.get(key, [])
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _root(form: Table) -> Group:
    fields = [_field(field, "") for section in _tables(form, "section") for field in _tables(section, "fields")]
    return Group("", "", tuple(fields), _groups(_table(form, "group"), ""), many=False)


def _groups(groups: Table, above: str) -> tuple[Group, ...]:
    return tuple(_group(name, table, above) for name, table in groups.items() if isinstance(table, dict))


def _group(name: str, table: Table, above: str) -> Group:
    path = f"{above}.{name}" if above else name
    return Group(
        id=name,
        path=path,
        fields=tuple(_field(field, path) for field in _tables(table, "fields")),
        groups=_groups(_table(table, "group"), path),
        rows_min=_number(table, "min", 0),
        rows_max=_number(table, "max", 100),
        template=str(table.get("template", "")),
        printed=bool(table.get("printed", True)),
    )


_FIELD_KEYS = {"id", "kind", "many", "max", "list", "multiline", "A", "I", "X", "T", "program", "default", "printed"}


def _field(table: Table, above: str) -> Field:
    field_id = str(table["id"])
    return Field(
        id=field_id,
        path=f"{above}.{field_id}" if above else field_id,
        kind=str(table["kind"]),
        many=bool(table.get("many", False)),
        max_length=_number(table, "max", 0),
        code_list=str(table.get("list", "")),
        multiline=bool(table.get("multiline", False)),
        stages={stage: Need(str(table[stage])) for stage in "AIXT" if stage in table},
        by_program=bool(table.get("program", False)),
        default=str(table.get("default", "")),
        printed=bool(table.get("printed", True)),
        attributes={key: value for key, value in table.items() if key not in _FIELD_KEYS},
    )


def _sections(form: Table, additions: list[Table]) -> tuple[Section, ...]:
    sections = []
    for table in _tables(form, "section"):
        section = str(table["id"])
        own = [str(field["id"]) for field in _tables(table, "fields")]
        groups = table.get("groups", [])
        own += [str(group) for group in groups] if isinstance(groups, list) else []
        own += [str(_table(add, "field")["id"]) for add in additions if add.get("section") == section]
        sections.append(Section(section, tuple(own)))
    return tuple(sections)


def _with_additions(group: Group, additions: list[Table]) -> Group:
    """`group` with the fields that a profile adds to it (`to`) or to a section of it, and so on below."""
    here = [add for add in additions if add.get("to", "") == group.path]
    return Group(
        id=group.id,
        path=group.path,
        fields=(*group.fields, *(_field(_table(add, "field"), group.path) for add in here)),
        groups=tuple(_with_additions(inner, additions) for inner in group.groups),
        many=group.many,
        rows_min=group.rows_min,
        rows_max=group.rows_max,
        template=group.template,
        printed=group.printed,
    )


def _rule(table: Table) -> Rule:
    return Rule(**{key: str(value) for key, value in table.items()})


def _threshold(table: Table) -> Threshold:
    valid_from = table["valid_from"]
    return Threshold(
        code=str(table["code"]),
        scheme=str(table["scheme"]),
        category=str(table["category"]),
        min_age=_number(table, "min_age", 0),
        min_value=Decimal(str(table["min_value"])),
        currency=str(table["currency"]),
        valid_from=valid_from if isinstance(valid_from, date) else date.min,
    )


def _sheet(table: Table) -> Sheet:
    copies = table.get("copies", [])
    names = tuple(map(str, copies)) if isinstance(copies, list) else ()
    return Sheet(names, tuple(_box(box) for box in _tables(table, "box")))


def _box(table: Table) -> Box:
    place = table["place"]
    x, y, width, height = (float(each) for each in place) if isinstance(place, list) else (0, 0, 0, 0)
    fields = table.get("fields", [])
    return Box(
        number=str(table["number"]),
        fields=tuple(map(str, fields)) if isinstance(fields, list) else (),
        x=x,
        y=y,
        width=width,
        height=height,
        overflow=str(table.get("overflow", "SUPPLEMENT")),
        strike_if_empty=bool(table.get("strike_if_empty", True)),
        special=str(table.get("special", "")),
    )


def _number(table: Table, key: str, otherwise: int) -> int:
    value = table.get(key, otherwise)
    return value if isinstance(value, int) else otherwise
