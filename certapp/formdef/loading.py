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
    AgeKind,
    Arms,
    Box,
    Field,
    Form,
    Group,
    Layout,
    Need,
    Rule,
    Section,
    Sheet,
    Threshold,
    Words,
)
from certapp.model.errors import Refusal
from certapp.model.findings import Weight
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
        over = self._read(national / "profile.toml") if self.profile else {}
        additions = _tables(over, "add")
        with self._shaped(model / "form.toml"):
            _known_keys(form, frozenset({"id", "version", "wording", "section", "group"}), "form")
            names = {name: str(form[name]) for name in ("id", "version", "wording")}
            root = _root(form)
            sections = _sections(form)
        with self._shaped(model / "rules.toml"):
            ruled = self._read(model / "rules.toml")
            _known_keys(ruled, frozenset({"rule"}), "rules")
            rules = tuple(_rule(rule) for rule in _tables(ruled, "rule"))
        layouts = {path.stem: self._layout(path) for path in sorted(model.glob("sheets*.toml"))}
        with self._shaped(national / "profile.toml"):
            _known_keys(over, _PROFILE_KEYS, "profile")
            sheets = _sheets_of(layouts, over)
            arms = self._arms(national, over)
            rules += tuple(_rule(rule) for rule in _tables(over, "rule"))
            zones = {name: frozenset(map(str, _list(zone))) for name, zone in _table(over, "zones").items()}
            thresholds = tuple(_threshold(threshold, zones) for threshold in _tables(over, "threshold"))
            _known_places(additions, root)
            root = _with_additions(root, additions)
            sections = tuple(_section_with_additions(section, additions) for section in sections)
        code_lists, hints = self._codes()
        languages = sorted({"en", *(path.stem for path in (model / "labels").glob("*.toml"))})
        return Form(
            **names,
            profile=self.profile,
            root=root,
            sections=sections,
            code_lists=code_lists,
            hints=hints,
            rules=rules,
            thresholds=thresholds,
            sheets=sheets,
            layouts=layouts,
            arms=arms,
            settings=_table(over, "settings"),
            words={language: self._words(language, model, national) for language in languages},
            digest=self.digest.hexdigest(),
        )

    @contextmanager
    def _shaped(self, path: Path) -> Iterator[None]:
        """Says of a file that its tables are not those of a form, and why."""
        try:
            yield
        except KeyError as missing:
            detail = f"{missing} is missing"
            raise Refusal("FORM_BROKEN", file=path.relative_to(self.folder).as_posix(), detail=detail) from missing
        except (TypeError, ValueError, ArithmeticError) as problem:
            detail = str(problem)
            raise Refusal("FORM_BROKEN", file=path.relative_to(self.folder).as_posix(), detail=detail) from problem

    def _read(self, path: Path) -> Table:
        try:
            content = path.read_bytes()
            table = tomllib.loads(content.decode("utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
            name = path.relative_to(self.folder).as_posix()
            raise Refusal("FORM_BROKEN", file=name, detail=str(problem)) from problem
        self.digest.update(content)
        return table

    def _layout(self, path: Path) -> Layout:
        with self._shaped(path):
            printed = self._read(path)
            _known_keys(printed, frozenset({"sheet", "copy_sets"}), "sheets")
            sets = {name: tuple(map(str, _list(copies))) for name, copies in _table(printed, "copy_sets").items()}
            return Layout(tuple(_sheet(sheet) for sheet in _tables(printed, "sheet")), sets)

    def _arms(self, national: Path, over: Table) -> Arms | None:
        if "arms" not in over:
            return None
        name = str(over["arms"])
        if Path(name).name != name:
            raise ValueError("arms: the name of a file in the profile's own folder is expected")
        try:
            content = (national / name).read_bytes()
        except OSError as problem:
            raise ValueError(f"arms: {name}: {problem.strerror}") from problem
        self.digest.update(content)
        return Arms(name, content)

    def _codes(self) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[Table, ...]]]:
        """Code lists, and tables of hints about codes ([[red_list]]), by name."""
        lists: dict[str, tuple[str, ...]] = {}
        hints: dict[str, tuple[Table, ...]] = {}
        for path in sorted((self.folder / "codes").glob("*.toml")):
            read = self._read(path)
            with self._shaped(path):
                for name, codes in read.items():
                    if isinstance(codes, list) and codes and all(isinstance(each, dict) for each in codes):
                        hints[name] = tuple(codes)
                    else:
                        lists[name] = tuple(_spelled_out(codes, lists)) if isinstance(codes, list) else ()
        return lists, hints

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


def _spelled_out(codes: list[object], lists: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """The codes of a list; "@COUNTRY" stands for all of that list, which comes before it in the same file."""
    for code in map(str, codes):
        yield from lists[code[1:]] if code.startswith("@") else (code,)


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


_GROUP_KEYS = frozenset({"min", "max", "template", "printed", "unprinted_rows", "fields", "group", "object_id"})


def _group(name: str, table: Table, above: str) -> Group:
    path = f"{above}.{name}" if above else name
    _known_keys(table, _GROUP_KEYS, f"group {path}")
    return Group(
        id=name,
        path=path,
        fields=tuple(_field(field, path) for field in _tables(table, "fields")),
        groups=_groups(_table(table, "group"), path),
        rows_min=_number(table, "min", 0),
        rows_max=_number(table, "max", 100),
        unprinted_rows={key: tuple(_list(values)) for key, values in _table(table, "unprinted_rows").items()},
        template=str(table.get("template", "")),
        printed=bool(table.get("printed", True)),
        object_id=str(table.get("object_id", "")),
    )


_STAGES = "AIXT"
_FIELD_KEYS = {
    "id",
    "kind",
    "many",
    "most",
    "max",
    "list",
    "multiline",
    "program",
    "default",
    "printed",
    "kept",
    *_STAGES,
}


def _field(table: Table, above: str) -> Field:
    field_id = str(table["id"])
    return Field(
        id=field_id,
        path=f"{above}.{field_id}" if above else field_id,
        kind=str(table["kind"]),
        many=bool(table.get("many", False)),
        most=_number(table, "most", 50),
        max_length=_number(table, "max", 0),
        code_list=str(table.get("list", "")),
        multiline=bool(table.get("multiline", False)),
        stages={stage: Need(str(table[stage])) for stage in _STAGES if stage in table},
        by_program=bool(table.get("program", False)),
        default=str(table.get("default", "")),
        printed=bool(table.get("printed", True)) and not table.get("kept", False),
        kept=bool(table.get("kept", False)),
        attributes={key: value for key, value in table.items() if key not in _FIELD_KEYS},
    )


def _sections(form: Table) -> tuple[Section, ...]:
    sections = []
    for table in _tables(form, "section"):
        _known_keys(table, frozenset({"id", "fields", "groups"}), "section")
        own = [str(field["id"]) for field in _tables(table, "fields")]
        sections.append(Section(str(table["id"]), (*own, *map(str, _list(table.get("groups", []))))))
    return tuple(sections)


def _section_with_additions(section: Section, additions: list[Table]) -> Section:
    added = [str(_table(add, "field")["id"]) for add in additions if add.get("section") == section.id]
    return Section(section.id, (*section.members, *added))


def _known_places(additions: list[Table], root: Group) -> None:
    groups = {group.path for group in root.group_paths()}
    for add in additions:
        _known_keys(add, frozenset({"to", "section", "field"}), "add")
        if add.get("to", "") not in groups:
            raise ValueError(f"a field is added to the unknown group '{add['to']}'")


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
        unprinted_rows=group.unprinted_rows,
        template=group.template,
        printed=group.printed,
        object_id=group.object_id,
    )


def _rule(table: Table) -> Rule:
    words = {key: str(value) for key, value in table.items() if key not in {"weight", "stop"}}
    weight = Weight(str(table.get("weight", Weight.APPLICATION)))
    return Rule(**words, weight=weight, stop=table.get("stop", False) is True)


_THRESHOLD_KEYS = frozenset(
    {
        *("code", "scheme", "category", "min_age", "min_value", "currency"),
        *("valid_from", "valid_to", "kind", "within", "beyond"),
    }
)


def _threshold(table: Table, zones: Mapping[str, frozenset[str]]) -> Threshold:
    where = f"threshold {table['code']}"
    _known_keys(table, _THRESHOLD_KEYS, where)
    valid_from, valid_to = table["valid_from"], table.get("valid_to")
    if not isinstance(valid_from, date):
        raise ValueError(f"{where}: valid_from is no date")
    if not isinstance(valid_to, date | None):
        raise ValueError(f"{where}: valid_to is no date")
    for name in (str(table[key]) for key in ("within", "beyond") if key in table):
        if name not in zones:
            raise ValueError(f"{where}: there is no zone '{name}'")
    return Threshold(
        code=str(table["code"]),
        scheme=str(table["scheme"]),
        category=str(table["category"]),
        min_age=_number(table, "min_age", 0),
        min_value=Decimal(str(table["min_value"])),
        currency=str(table["currency"]),
        valid_from=valid_from,
        valid_to=valid_to,
        kind=AgeKind(str(table.get("kind", AgeKind.CERTIFICATE))),
        within=zones[str(table["within"])] if "within" in table else None,
        beyond=zones[str(table["beyond"])] if "beyond" in table else None,
    )


def _sheet(table: Table) -> Sheet:
    _known_keys(table, frozenset({"copies", "box"}), "sheet")
    return Sheet(tuple(map(str, _list(table.get("copies", [])))), tuple(_box(box) for box in _tables(table, "box")))


_BOX_KEYS = frozenset({"number", "fields", "place", "overflow", "strike_if_empty", "special"})


def _box(table: Table) -> Box:
    _known_keys(table, _BOX_KEYS, f"box {table['number']}")
    x, y, width, height = (float(str(each)) for each in _list(table["place"]))
    return Box(
        number=str(table["number"]),
        fields=tuple(map(str, _list(table.get("fields", [])))),
        x=x,
        y=y,
        width=width,
        height=height,
        overflow=str(table.get("overflow", "SUPPLEMENT")),
        strike_if_empty=bool(table.get("strike_if_empty", True)),
        special=str(table.get("special", "")),
    )


_PROFILE_KEYS = frozenset({"country", "settings", "add", "threshold", "rule", "zones", "sheets", "box", "arms"})


def _sheets_of(layouts: Mapping[str, Layout], over: Table) -> tuple[Sheet, ...]:
    """The sheets of the layout that a profile names, in the copies it asks for, with its boxes in them.

    A box of a number that is there already takes its place; else it is one more.
    """
    name = str(over.get("sheets", "sheets"))
    if name not in layouts:
        raise ValueError(f"there is no layout '{name}'")
    layout = layouts[name]
    sets = str(_table(over, "settings").get("copies", ""))
    if sets and sets not in layout.copy_sets:
        raise ValueError(f"there is no set of copies '{sets}'")
    own = {str(box["number"]): _box(box) for box in _tables(over, "box")}
    sheets = []
    for sheet in layout.sheets:
        boxes = [own.get(box.number, box) if box.number else box for box in sheet.boxes]
        known = {box.number for box in sheet.boxes}
        boxes += [box for number, box in own.items() if number not in known]
        sheets.append(Sheet(layout.copy_sets[sets] if sets else sheet.copies, tuple(boxes)))
    return tuple(sheets)


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise ValueError(f"a list is expected, not {value!r}")
    return value


def _known_keys(table: Table, known: frozenset[str], where: str) -> None:
    """Refuses what would be passed over in silence: most often a key with a slip of the pen."""
    for key in table:
        if key not in known:
            raise ValueError(f"{where}: there is no key '{key}'")


def _number(table: Table, key: str, otherwise: int) -> int:
    value = table.get(key, otherwise)
    return value if isinstance(value, int) else otherwise
