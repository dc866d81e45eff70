"""A form, loaded and merged: sections, groups, fields, code lists, words, rules, sheets. Frozen, versioned, hashed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from certapp.formdef.standards import STANDARD_LISTS, standard_name
from certapp.model import language as spoken
from certapp.model.findings import Weight

PICTURE_CODE = "picture_code"
"""The box that holds the code with the signed picture."""


class Need(StrEnum):
    """How a stage needs a field: mandatory, conditional (a rule says when), optional."""

    MANDATORY = "M"
    CONDITIONAL = "C"
    OPTIONAL = "O"
    UNUSED = "-"


@dataclass(frozen=True)
class Field:
    """One field. `path` is its id with the groups above it: `objects.measurements.value`."""

    id: str
    path: str
    kind: str
    many: bool = False
    most: int = 50
    """At most so many values, where `many`."""
    max_length: int = 0
    code_list: str = ""
    multiline: bool = False
    stages: Mapping[str, Need] = field(default_factory=dict)
    by_program: bool = False
    """Filled by the program, never typed: a number, a hash, a count."""
    default: str = ""
    """What the program fills in where nothing was typed: 'today', 'actor', or a literal."""
    printed: bool = True
    """False for what the paper does not show."""
    kept: bool = False
    """True for what never leaves the office: neither printed nor in the record inside the PDF."""
    attributes: Mapping[str, object] = field(default_factory=dict)

    @property
    def is_typed(self) -> bool:
        """Whether people see and fill it: not the program, and it is not hidden."""
        return not self.by_program and not self.attributes.get("hidden")

    def need(self, stage: str) -> Need:
        """How the field is needed at stage A, I, X or T."""
        return self.stages.get(stage, Need.UNUSED)


@dataclass(frozen=True)
class Group:
    """Fields that belong together; repeating where `many`. The root group of a form has path ''."""

    id: str
    path: str
    fields: tuple[Field, ...]
    groups: "tuple[Group, ...]" = ()
    many: bool = True
    rows_min: int = 0
    rows_max: int = 1
    unprinted_rows: Mapping[str, tuple[object, ...]] = field(default_factory=dict)
    """Values of a row's fields that keep the row off the paper: a copy of a passport, a paper marked not public."""
    template: str = ""
    """How one row reads on paper, on one or several lines, with {field ids}."""
    printed: bool = True
    object_id: str = ""
    """The Object ID category that a row of the group fills."""

    def field_paths(self) -> Iterator[Field]:
        """All fields below, depth first."""
        yield from self.fields
        for group in self.groups:
            yield from group.field_paths()

    def group_paths(self) -> "Iterator[Group]":
        """This group and all below, depth first."""
        yield self
        for group in self.groups:
            yield from group.group_paths()

    def member(self, member_id: str) -> "Field | Group | None":
        """The field or group directly below with this id."""
        members: tuple[Field | Group, ...] = (*self.fields, *self.groups)
        return next((member for member in members if member.id == member_id), None)


@dataclass(frozen=True)
class Section:
    """A part of the screen: top-level fields, or one repeating group."""

    id: str
    members: tuple[str, ...]


@dataclass(frozen=True)
class Rule:
    """One rule of rules.toml: where `when` holds, `check` must hold, or `code` is found at field `at`.

    With `each`, it is asked for every row of that group; a rule speaks of the row's fields, of `certificate`
    (the whole record) and of `today`.
    """

    code: str
    check: str
    when: str = ""
    each: str = ""
    at: str = ""
    weight: Weight = Weight.APPLICATION
    stop: bool = False
    """A hard stop: nothing is issued until a supervisor opened it with a written ground."""


class AgeKind(StrEnum):
    """Which end of an object's dates a threshold asks: both are shown, one counts."""

    CERTIFICATE = "certificate"
    """Does it need a certificate? The youngest it can be counts (`date_latest`)."""
    PROTECTION = "protection"
    """May it be protected? The oldest it can be counts (`date_earliest`)."""


@dataclass(frozen=True)
class Threshold:
    """From which age and value a category needs a further decision (docs/forms.md)."""

    code: str
    scheme: str
    category: str
    min_age: int
    min_value: Decimal
    currency: str
    valid_from: date
    valid_to: date | None = None
    """The last day it holds; None where it holds until it is changed."""
    kind: AgeKind = AgeKind.CERTIFICATE
    within: frozenset[str] | None = None
    """Only for these countries of destination."""
    beyond: frozenset[str] | None = None
    """Only for countries of destination other than these."""


@dataclass(frozen=True)
class Box:
    """A printed box: place in mm from the sheet's top left corner, and the fields whose words go into it."""

    number: str
    fields: tuple[str, ...]
    x: float
    y: float
    width: float
    height: float
    overflow: str = "SUPPLEMENT"
    strike_if_empty: bool = True
    special: str = ""


@dataclass(frozen=True)
class Sheet:
    """A printed sheet: its boxes, and the copies it is printed in (sheet titles say who keeps each)."""

    copies: tuple[str, ...]
    boxes: tuple[Box, ...]


@dataclass(frozen=True)
class Layout:
    """One way of printing a form: its sheets, and sets of copies by name, one of which a profile may choose."""

    sheets: tuple[Sheet, ...]
    copy_sets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Arms:
    """The arms of a national profile: an SVG or PNG file, whichever it is."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Words:
    """A form's words in one language: labels, help, code names, rule sentences, box and sheet titles, by key."""

    language: str
    tables: Mapping[str, Mapping[str, str]]

    def word(self, table: str, key: str) -> str:
        """'' where there is none."""
        return self.tables.get(table, {}).get(key, "")


class LabelWord(str):
    """A label of a form that reads in the language in use wherever a sentence names it; by itself it is English."""

    form: "Form"
    path: str

    def __new__(cls, form: "Form", path: str) -> "LabelWord":
        word = super().__new__(cls, form.label(path, spoken.DEFAULT))
        word.form, word.path = form, path
        return word

    def __format__(self, how: str) -> str:
        return format(self.form.label(self.path), how)


@dataclass(frozen=True)
class Form:
    """A model form with its national profile merged in.

    Words are given in the language asked for, where none is named ('') in that in use, else in English.
    """

    id: str
    version: str
    profile: str
    wording: str
    root: Group
    sections: tuple[Section, ...]
    code_lists: Mapping[str, tuple[str, ...]]
    hints: Mapping[str, tuple[Mapping[str, object], ...]]
    """Tables about codes: which materials may be of protected species, which Red Lists name what."""
    rules: tuple[Rule, ...]
    thresholds: tuple[Threshold, ...]
    sheets: tuple[Sheet, ...]
    layouts: Mapping[str, Layout]
    """All ways of printing there are; `sheets` are of the one that the profile names, with its boxes and copies."""
    arms: Arms | None
    settings: Mapping[str, object]
    words: Mapping[str, Words]
    digest: str
    """SHA-256 over the files it was made from: which form a certificate was made on."""

    @property
    def prints_signed_picture(self) -> bool:
        """Whether its sheets have room for a second code, which holds the first object's picture."""
        return any(box.special == PICTURE_CODE for sheet in self.sheets for box in sheet.boxes)

    @property
    def stops(self) -> frozenset[str]:
        """The codes of the rules that only a supervisor's written ground opens."""
        return frozenset(rule.code for rule in self.rules if rule.stop)

    def label(self, path: str, language: str = "") -> str:
        """A field's or group's label; its path where nobody gave it one."""
        return self._word("label", path, language) or path

    def help(self, path: str, language: str = "") -> str:
        """The help text of a field or group, '' where there is none."""
        return self._word("help", path, language)

    def code_name(self, code_list: str, code: str, language: str = "") -> str:
        """A code in words; the code itself where there are none."""
        language = language or spoken.in_use()
        if word := self._word(f"code.{code_list}", code, language):
            return word
        return (standard_name(code_list, code, language) if code_list in STANDARD_LISTS else "") or code

    def title(self, table: str, key: str, language: str = "") -> str:
        """A section's, sheet's, box's or rule's words; the key where there are none."""
        return self._word(table, key, language) or key

    def page_language(self, wanted: str) -> str:
        """The language the labels are printed in: `wanted`, the one it is a kind of (fr for fr-CA), else English."""
        return spoken.nearest(wanted, self.words) or spoken.DEFAULT

    def _word(self, table: str, key: str, language: str) -> str:
        for known in (spoken.nearest(language or spoken.in_use(), self.words), spoken.DEFAULT):
            if known in self.words and (word := self.words[known].word(table, key)):
                return word
        return ""
