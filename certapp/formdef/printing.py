"""From record to page: which words go into which box, and what follows on supplementary pages."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import cast

from certapp.formdef.form import Box, Field, Form, Group
from certapp.formdef.printed import (
    Attachment,
    Overflow,
    PrintedArms,
    PrintedBox,
    PrintedCertificate,
    PrintedField,
    PrintedObject,
    PrintedPhotograph,
    PrintedSheet,
)
from certapp.formdef.wording import group_words, in_each, languages_of, row_words, words_of
from certapp.model import language as spoken
from certapp.model.record import Row

TEXTS = frozenset(
    {"yes", "no", "declaration", "customs", "verify_1", "verify_2", "object"},
)
"""The words under [text] that the paper needs."""

PhotographSource = Callable[[str], tuple[bytes, int, int]]
"""From a photograph's SHA-256 to its prepared JPEG, width and height in pixels."""


def printed_certificate(
    form: Form,
    record: Row,
    photograph: PhotographSource,
    *,
    code_text: str,
    picture_text: str = "",
    dated: int,
    watermark: str = "",
    attachments: tuple[Attachment, ...] = (),
    preview: bool = False,
) -> PrintedCertificate:
    """Everything that is drawn. `dated`: Unix seconds of issue, which the file takes as its own date."""
    return _Printer(form, record, photograph).certificate(
        code_text, picture_text, dated, watermark, attachments, preview
    )


class _Printer:
    def __init__(self, form: Form, record: Row, photograph: PhotographSource) -> None:
        self.form = form
        self.record = record
        self.photograph = photograph
        self.objects = record.rows("objects")
        languages = languages_of(record)
        self.page_language = form.page_language(languages[0] if languages else "en")
        self.languages = (self.page_language, *(each for each in languages if each != self.page_language))
        self.second_language = spoken.nearest(languages[1], form.words) if len(languages) > 1 else ""
        if self.second_language == self.page_language:
            self.second_language = ""
        self.label_languages = tuple(filter(None, (self.page_language, self.second_language)))
        """Those that labels and codes are printed in; texts stand in whatever languages they were given."""
        member = form.root.member("objects")
        assert isinstance(member, Group)
        self.object_group = member

    def certificate(
        self,
        code_text: str,
        picture_text: str,
        dated: int,
        watermark: str,
        attachments: tuple[Attachment, ...],
        preview: bool,
    ) -> PrintedCertificate:
        sheets = tuple(
            PrintedSheet(
                title=self._text("title", "form"),
                addressee=self._text(copy, "sheet"),
                boxes=boxes,
                # Sheets take turns: each reader of a language finds it on one that lies before them.
                notes=self._notes(self.label_languages[index % len(self.label_languages)]),
            )
            for index, (copy, boxes) in enumerate(self._copies())
        )
        return PrintedCertificate(
            title=self.form.title("form", "title", self.page_language),
            authority=self.record.text("issuing_authority"),
            language=self.page_language,
            number=self.record.text("certificate_no"),
            code_text=code_text,
            dated=dated,
            sheets=sheets,
            supplement=self._supplement(),
            objects=tuple(self._object(index, row) for index, row in enumerate(self.objects)),
            attachments=attachments,
            preview=preview,
            watermark=watermark,
            second_language=self.second_language,
            picture_text=picture_text,
            arms=self._arms(),
        )

    def _arms(self) -> PrintedArms | None:
        arms = self.form.arms
        if arms is None:
            return None
        return PrintedArms(arms.name, arms.content, self.form.title("text", "arms", self.page_language))

    def _copies(self) -> Iterator[tuple[str, tuple[PrintedBox, ...]]]:
        for sheet in self.form.sheets:
            boxes = tuple(self._box(box) for box in sheet.boxes)
            for copy in sheet.copies:
                yield copy, boxes

    def _notes(self, language: str) -> tuple[str, ...]:
        return tuple(self.form.title("text", key, language) for key in ("verify_1", "verify_2"))

    def _text(self, key: str, table: str = "text") -> str:
        """In each language of the labels, a line each."""
        return "\n".join(dict.fromkeys(self.form.title(table, key, language) for language in self.label_languages))

    def _label(self, path: str) -> str:
        return "\n".join(dict.fromkeys(self.form.label(path, language) for language in self.label_languages))

    def _group_words(self, group: Group, rows: tuple[Row, ...]) -> str:
        return group_words(self.form, group, rows, self.languages, self.label_languages)

    def _row_words(self, group: Group, row: Row) -> str:
        return row_words(self.form, group, row, self.languages, self.label_languages)

    def _code_name(self, code_list: str, code: str) -> str:
        return in_each(self.form.code_name(code_list, code, language) for language in self.label_languages)

    # boxes

    def _box(self, box: Box) -> PrintedBox:
        fields = [self._box_field(path) for path in box.fields]
        if box.special == "declaration":
            fields = [PrintedField("declaration", "", self._text("declaration"))]
        elif box.special == "customs":
            fields = [PrintedField("customs", "", self._text("customs"))]
        return PrintedBox(
            number=box.number,
            label=self._text(box.number, "box") if box.number else "",
            fields=tuple(field for field in fields if field.text),
            x=box.x,
            y=box.y,
            width=box.width,
            height=box.height,
            overflow=cast(Overflow, box.overflow),
            strike_if_empty=box.strike_if_empty and not box.special,
            special=box.special,
        )

    def _box_field(self, path: str) -> PrintedField:
        label = self._label(path)
        if path.startswith("parties."):
            return PrintedField(path, "", self._parties(path.removeprefix("parties.")))
        if path == "objects.valuation" and len(self.objects) > 1:
            return PrintedField(path, label, self._total_value())
        if path.startswith("objects."):
            return PrintedField(path, label, self._of_objects(path.removeprefix("objects.")))
        member = self.form.root.member(path)
        if isinstance(member, Group):
            return PrintedField(path, "", self._group_words(member, self.record.rows(path)))
        return PrintedField(path, label, self._words(member, self.record))

    def _words(self, field: Field | None, row: Row) -> str:
        if not field or not field.printed:
            return ""
        return words_of(self.form, field, row.get(field.id), self.languages, self.label_languages)

    def _parties(self, role: str) -> str:
        group = self.form.root.member("parties")
        assert isinstance(group, Group)
        rows = [row for row in self.record.rows("parties") if row.text("role") == role]
        return "\n".join(self._row_words(group, row) for row in rows)

    def _of_objects(self, member_id: str) -> str:
        """One object: its words. Several: each with its item number."""
        words = [self._member_words(member_id, row) for row in self.objects]
        if len(words) == 1:
            return words[0]
        return "\n".join(f"{seq}: {_on_one_line(each)}" for seq, each in enumerate(words, 1) if each)

    def _member_words(self, member_id: str, row: Row) -> str:
        member = self.object_group.member(member_id)
        if isinstance(member, Group):
            return self._group_words(member, row.rows(member_id))
        return self._words(member, row)

    def _total_value(self) -> str:
        """The sum per currency: nothing is converted.

        An object valued twice (for the market, for the insurance) counts once, with what is stated first.
        """
        totals: defaultdict[str, Decimal] = defaultdict(Decimal)
        for item in self.objects:
            first = {row.text("currency"): row.get("amount") for row in reversed(item.rows("valuation"))}
            for currency, amount in first.items():
                if isinstance(amount, Decimal):
                    totals[currency] += amount
        return "\n".join(f"{amount:f} {currency}" for currency, amount in sorted(totals.items()))

    # supplementary pages

    def _supplement(self) -> tuple[PrintedField, ...]:
        """What no box holds: fields of the certificate, and rows of its groups."""
        boxed = {path for sheet in self.form.sheets for box in sheet.boxes for path in box.fields}
        boxed_roles = {path.removeprefix("parties.") for path in boxed if path.startswith("parties.")}
        found = []
        for field in self.form.root.fields:
            if field.printed and field.id not in boxed:
                found.append(self._printed(field, self.record))
        for group in self.form.root.groups:
            if group.id in {"objects", *boxed} or not group.printed:
                continue
            if group.id == "parties":
                words = self._parties_in_no_box(group, boxed_roles)
            else:
                words = self._group_words(group, self.record.rows(group.id))
            found.append(PrintedField(group.id, self._label(group.path), words))
        return tuple(field for field in found if field.text)

    def _parties_in_no_box(self, group: Group, boxed_roles: set[str]) -> str:
        """Each with its role, which elsewhere the box's label says."""
        return "\n".join(
            f"{self._code_name('PARTY_ROLE', row.text('role'))}: {_on_one_line(self._row_words(group, row))}"
            for row in self.record.rows(group.id)
            if row.text("role") not in boxed_roles
        )

    def _object(self, index: int, row: Row) -> PrintedObject:
        fields = [self._printed(field, row) for field in self.object_group.fields if field.printed]
        for group in self.object_group.groups:
            if group.printed:
                words = self._group_words(group, row.rows(group.id))
                fields.append(PrintedField(group.path, self._label(group.path), words))
        seq = index + 1
        heading = self._text("object").format(seq=seq, count=len(self.objects))
        photographs = tuple(map(self._photograph, _principal_first(row)))
        return PrintedObject(seq, heading, tuple(field for field in fields if field.text), photographs)

    def _printed(self, field: Field, row: Row) -> PrintedField:
        return PrintedField(field.path, self._label(field.path), self._words(field, row))

    def _photograph(self, photo: Row) -> PrintedPhotograph:
        jpeg, width, height = self.photograph(photo.text("sha256"))
        view = self._code_name("PHOTO_VIEW", photo.text("view"))
        words = photo.text("caption", self.languages)
        caption = f"{view}. {words}" if words else view
        return PrintedPhotograph(photo.text("sha256"), jpeg, caption, width, height)


def _principal_first(item: Row) -> list[Row]:
    return sorted(item.rows("photographs"), key=lambda photo: not photo.get("is_principal"))


def _on_one_line(words: str) -> str:
    return words.replace("\n", "; ")
