"""The files of a draft: kept in the background one after the other, and their small pictures."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice, QObject, Signal
from PySide6.QtGui import QImage, QPixmap

from certapp.formdef.form import Group
from certapp.imaging.picture import thumbnail
from certapp.model.errors import Refusal
from certapp.service.drafting import OpenDraft, add_file
from certapp.service.intake import LARGEST_FILE
from certapp.ui.common.background import in_background
from certapp.ui.common.words import _
from certapp.ui.form.draft import Draft, RawRow, photograph_field, rows_in

if TYPE_CHECKING:
    from certapp.service.office import Office

THUMBNAIL_PX = 320
Source = tuple[str, Callable[[], bytes]]
"""A file's name and how its content is had; the latter is called in the background."""


class Pictures(QObject):
    """Small pictures of a draft's photographs, each made once."""

    came = Signal(str, QPixmap)
    """The picture of the file with this name is there."""

    def __init__(self, office: "Office", draft: Draft) -> None:
        super().__init__(draft)
        self._office = office
        self._draft = draft
        self._known: dict[str, QPixmap | None] = {}

    def get(self, name: str) -> QPixmap | None:
        """The picture of a file; None while it is made, or where it cannot be."""
        sha256 = self._draft.files.get(name, "")
        if sha256 and sha256 not in self._known:
            self._known[sha256] = None
            store = self._office.attachments
            in_background(
                self,
                lambda: QImage.fromData(thumbnail(store.get(sha256), THUMBNAIL_PX)),
                lambda image: self._made(name, sha256, image),
                lambda _refusal: None,  # the findings say what is wrong with the file
            )
        return self._known.get(sha256)

    def _made(self, name: str, sha256: str, image: QImage) -> None:
        picture = QPixmap.fromImage(image)
        self._known[sha256] = picture
        self.came.emit(name, picture)


class Files(QObject):
    """Takes files into a draft. One job at a time, so that two files of one name are told apart."""

    kept = Signal()
    refused = Signal(Refusal)
    """A document could not be kept; of photographs the draft itself tells the strip."""

    def __init__(self, office: "Office", draft: Draft) -> None:
        super().__init__(draft)
        self._office = office
        self._draft = draft
        self._waiting: list[Callable[[], None]] = []
        self._busy = False

    def keep_photographs(self, paths: list[str], above: RawRow, group: Group) -> None:
        """Keep files as photographs of the row `above`."""
        self._keep([(Path(path).name, _reading(path)) for path in paths], above, group)

    def keep_pasted(self, image: QImage, above: RawRow, group: Group) -> None:
        """Keep a picture from the clipboard."""
        self._keep([(_("pasted.png"), lambda: png_of(image))], above, group)

    def keep_document(self, path: str, done: Callable[[str], None]) -> None:
        """Keep a document; its name is handed over."""

        def one(names: list[str], refusals: list[Refusal]) -> None:
            for name in names:
                done(name)
            for refusal in refusals:
                self.refused.emit(refusal)

        self._queue([(Path(path).name, _reading(path))], one, photograph=False)

    def _keep(self, sources: list[Source], above: RawRow, group: Group) -> None:
        field = photograph_field(group)
        assert field is not None

        def kept(names: list[str], refusals: list[Refusal]) -> None:
            for name in names:
                row: RawRow = {field.id: name}
                if group.member("is_principal") is not None:
                    # The first is the principal one unless somebody says otherwise.
                    row["is_principal"] = not rows_in(above, group.id)
                self._draft.add_row(above, group, row)
            self._draft.photographs_taken.emit(above, len(names), [_with_file(refusal) for refusal in refusals])

        self._queue(sources, kept, photograph=True)

    def _queue(
        self, sources: list[Source], done: Callable[[list[str], list[Refusal]], None], *, photograph: bool
    ) -> None:
        def start() -> None:
            begun = OpenDraft(self._draft.id, {}, dict(self._draft.files))
            in_background(
                self,
                lambda: _kept(self._office, begun, sources, photograph=photograph),
                finished,
                lambda refusal: finished((begun, [], [refusal])),
            )

        def finished(result: tuple[OpenDraft, list[str], list[Refusal]]) -> None:
            now, names, refusals = result
            self._draft.files.update(now.files)
            self._busy = False
            done(names, refusals)
            self.kept.emit()
            self._next()

        self._waiting.append(start)
        self._next()

    def _next(self) -> None:
        if self._waiting and not self._busy:
            self._busy = True
            self._waiting.pop(0)()


def png_of(image: QImage) -> bytes:
    """A picture in memory as a PNG file."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs want bytes, Qt wants text
    return bytes(buffer.data().data())


def _kept(
    office: "Office", draft: OpenDraft, sources: list[Source], *, photograph: bool
) -> tuple[OpenDraft, list[str], list[Refusal]]:
    names, refusals = [], []
    for name, read in sources:
        try:
            draft, kept = add_file(office, draft, name, read(), photograph=photograph)
            names.append(kept)
        except Refusal as refusal:
            refusals.append(refusal if "file" in refusal.params else _of_file(refusal, name))
    return draft, names, refusals


def _of_file(refusal: Refusal, name: str) -> Refusal:
    return Refusal(refusal.code, **{**refusal.params, "file": name, "name": name})


def _with_file(refusal: Refusal) -> str:
    """The sentence, and which file it speaks of."""
    name, words = str(refusal.params.get("file", "")), refusal.text()
    return words if name in words else f"{name}: {words}"


def _reading(path: str) -> Callable[[], bytes]:
    def read() -> bytes:
        try:
            with Path(path).open("rb") as stream:
                content = stream.read(LARGEST_FILE + 1)
        except OSError:
            raise Refusal("FILE_NOT_READABLE", file=Path(path).name) from None
        if len(content) > LARGEST_FILE:
            raise Refusal("FILE_TOO_LARGE", file=Path(path).name, most=LARGEST_FILE >> 20)
        return content

    return read
