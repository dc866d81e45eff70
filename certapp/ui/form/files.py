"""The files of a draft: kept in the background one after the other, and their pictures."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QPixmap

from certapp.formdef.form import Group
from certapp.imaging.framing import AS_IT_CAME, Framing, framing_of
from certapp.imaging.picture import thumbnail
from certapp.model.errors import Refusal
from certapp.service.drafting import OpenDraft, add_file
from certapp.service.intake import content_of
from certapp.service.photograph_names import PICTURE_ENDINGS, view_of
from certapp.service.photographs import PhotographShelf, shelf_of
from certapp.service.pictures_apart import pictures_apart
from certapp.ui.common.background import give_way, in_background
from certapp.ui.common.pixels import png_of
from certapp.ui.common.words import _, with_colon
from certapp.ui.form.draft import Draft, RawRow, photograph_field, rows_in

if TYPE_CHECKING:
    from certapp.service.office import Office

THUMBNAIL_PX = 320
Kept = Callable[[str, str, Refusal | None], None]
"""Told how a file ended: its name in the draft, the day a photograph was taken on, or why it was not kept."""
Source = tuple[str, Callable[[], bytes]]
"""A file's name and how its content is had; the latter is called in the background."""


class Pictures(QObject):
    """Small pictures of a draft's photographs as they are framed, each made once."""

    came = Signal(str, QPixmap)
    """The picture of the file with this name is there."""

    def __init__(self, office: "Office", draft: Draft) -> None:
        super().__init__(draft)
        self._office = office
        self._draft = draft
        self._known: dict[tuple[str, Framing], QPixmap | None] = {}

    def get(self, name: str, framing: Framing = AS_IT_CAME) -> QPixmap | None:
        """The picture of a file; None while it is made, or where it cannot be."""
        sha256 = self._draft.files.get(name, "")
        key = sha256, framing
        if sha256 and key not in self._known:
            self._known[key] = None
            shelf = shelf_of(self._office)
            in_background(
                self,
                lambda: _small(shelf, sha256, framing),
                lambda image: self._made(name, key, image),
                lambda _refusal: None,  # the findings say what is wrong with the file
            )
        return self._known.get(key)

    def large(self, name: str, framing: Framing, done: Callable[[QImage], None]) -> None:
        """The picture as it will be printed, handed over when it is there."""
        sha256, shelf = self._draft.files.get(name, ""), shelf_of(self._office)
        if sha256:
            in_background(
                self, lambda: QImage.fromData(shelf.prepared(sha256, framing).jpeg), done, lambda _refusal: None
            )

    def _made(self, name: str, key: tuple[str, Framing], image: QImage) -> None:
        picture = QPixmap.fromImage(image)
        self._known[key] = picture
        self.came.emit(name, picture)


def framing_in(row: RawRow) -> Framing:
    """How a row has its photograph turned and cropped; as it came where that cannot be read, which a finding says."""
    try:
        return framing_of(row.get("turned"), row.get("crop"))
    except Refusal:
        return AS_IT_CAME


@dataclass(eq=False)
class Batch:
    """Photographs that are being taken in for one row."""

    above: RawRow
    group: Group
    sources: list[Source]
    taken: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    cancelled: bool = False
    day: str = ""
    """When they were taken, where that is known and not in the files."""


class Files(QObject):
    """Takes files into a draft. One at a time, so that two files of one name are told apart and none is in the way."""

    kept = Signal()
    refused = Signal(Refusal)
    """A document could not be kept; of photographs the draft itself tells the strip."""
    progress = Signal(object, int, int)
    """Photographs are being taken in for a row: the row, how many are done, of how many."""

    def __init__(self, office: "Office", draft: Draft) -> None:
        super().__init__(draft)
        self._office = office
        self._draft = draft
        self._waiting: list[Callable[[], None]] = []
        self._busy = False
        self._batches: list[Batch] = []

    def keep_photographs(self, paths: list[str], above: RawRow, group: Group) -> None:
        """Keep files, and the pictures in folders, as photographs of the row `above`."""
        in_background(
            self,
            lambda: [(path.name, _reading(path)) for each in paths for path in _pictures_at(Path(each))],
            lambda sources: self.keep_sources(sources, above, group),
            self.refused.emit,
        )

    def keep_pasted(self, image: QImage, above: RawRow, group: Group) -> None:
        """Keep a picture from the clipboard."""
        self.keep_sources([(_("pasted.png"), lambda: png_of(image))], above, group)

    def keep_sources(self, sources: Sequence[Source], above: RawRow, group: Group, day: str = "") -> None:
        """Keep pictures, one after the other; each is shown as soon as it is there. `day`: when they were taken."""
        batch = Batch(above, group, list(sources), day=day)
        self._batches.append(batch)
        for source in sources:
            self._queue(source, lambda name, day, refusal: self._one(batch, name, day, refusal), batch)
        if not sources:
            self._end(batch)

    def cancel(self, above: RawRow) -> None:
        """Take in no more photographs for a row; those that are there stay."""
        for batch in self._batches:
            batch.cancelled = batch.cancelled or batch.above is above
        self._next()

    def keep_document(self, path: str, done: Callable[[str], None]) -> None:
        """Keep a document; its name is handed over."""

        def one(name: str, _taken_on: str, refusal: Refusal | None) -> None:
            if refusal is None:
                done(name)
            else:
                self.refused.emit(refusal)

        self._queue((Path(path).name, _reading(Path(path))), one)

    def _one(self, batch: Batch, name: str, taken_on: str, refusal: Refusal | None) -> None:
        batch.sources.pop(0)
        if refusal is not None:
            batch.refusals.append(refusal)
        elif name:
            batch.taken += 1
            self._draft.add_row(batch.above, batch.group, self._row(batch, name, taken_on))
        done = batch.taken + len(batch.refusals)
        self.progress.emit(batch.above, done, done + len(batch.sources))
        if not batch.sources:
            self._end(batch)

    def _end(self, batch: Batch) -> None:
        self._batches.remove(batch)
        self.progress.emit(batch.above, 0, 0)
        sentences = list(map(_with_file, batch.refusals))
        self._draft.photographs_taken.emit(batch.above, batch.taken, sentences)

    def _row(self, batch: Batch, name: str, taken_on: str) -> RawRow:
        """What is known of a photograph before anybody types; the first of an object is the principal one."""
        file = photograph_field(batch.group)
        assert file is not None
        known = {
            "view": view_of(name),
            "taken_on": taken_on or batch.day,
            "taken_by": self._last_photographer(),
        }
        row: RawRow = {file.id: name, "is_principal": not rows_in(batch.above, batch.group.id)}
        row.update({field: value for field, value in known.items() if value})
        return {field: value for field, value in row.items() if batch.group.member(field) is not None}

    def _last_photographer(self) -> str:
        rows = [row for item in rows_in(self._draft.record, "objects") for row in rows_in(item, "photographs")]
        return next((name for row in reversed(rows) if isinstance(name := row.get("taken_by"), str) and name), "")

    def _queue(self, source: Source, done: Kept, batch: Batch | None = None) -> None:
        def start() -> None:
            name, read = source
            begun = OpenDraft(self._draft.id, {}, dict(self._draft.files))
            room = batch is None or len(rows_in(batch.above, batch.group.id)) < batch.group.rows_max
            if batch is not None and (batch.cancelled or not room):
                most = Refusal("PHOTOGRAPHS_TOO_MANY", file=name, most=batch.group.rows_max)
                finished((begun, "", ""), None if batch.cancelled else most)
                return
            in_background(
                self,
                lambda: _kept(self._office, begun, name, read, photograph=batch is not None),
                finished,
                lambda refusal: finished((begun, "", ""), _of_file(refusal, name)),
            )

        def finished(result: tuple[OpenDraft, str, str], refusal: Refusal | None = None) -> None:
            now, name, taken_on = result
            self._draft.files.update(now.files)
            self._busy = False
            done(name, taken_on, refusal)
            if name:
                self.kept.emit()
            self._next()

        self._waiting.append(start)
        self._next()

    def _next(self) -> None:
        if self._waiting and not self._busy:
            self._busy = True
            self._waiting.pop(0)()


def _small(shelf: PhotographShelf, sha256: str, framing: Framing) -> QImage:
    give_way()  # the page that it stands on comes first
    return QImage.fromData(thumbnail(shelf.prepared(sha256, framing).jpeg, THUMBNAIL_PX))


def _kept(
    office: "Office", draft: OpenDraft, name: str, read: Callable[[], bytes], *, photograph: bool
) -> tuple[OpenDraft, str, str]:
    """The draft with the file, the file's name there, and the day that a photograph was taken on."""
    content = read()
    draft, kept = add_file(office, draft, name, content, photograph=photograph)
    taken_on = pictures_apart().taken_on(content) if photograph else None
    return draft, kept, taken_on.isoformat() if taken_on else ""


def _pictures_at(path: Path) -> list[Path]:
    """The file itself, or the pictures in a folder by name, in the order of their numbers."""
    try:
        if not path.is_dir():
            return [path]
        found = [each for each in path.iterdir() if each.suffix.lower() in PICTURE_ENDINGS and each.is_file()]
    except OSError:
        raise Refusal("FILE_NOT_READABLE", file=path.name) from None
    if not found:
        raise Refusal("FOLDER_WITHOUT_PICTURES", file=path.name)
    return sorted(found, key=lambda each: [(len(part), part) for part in re.split(r"(\d+)", each.name.casefold())])


def _of_file(refusal: Refusal, name: str) -> Refusal:
    if "file" in refusal.params:
        return refusal
    return Refusal(refusal.code, **{**refusal.params, "file": name, "name": name})


def _with_file(refusal: Refusal) -> str:
    """The sentence, and which file it speaks of."""
    name, words = str(refusal.params.get("file", "")), refusal.text()
    return words if name in words else with_colon(name, words)


def _reading(path: Path) -> Callable[[], bytes]:
    return lambda: content_of(path)
