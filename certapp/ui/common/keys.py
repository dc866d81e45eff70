"""All keys of the program in one table: menus, shortcuts, the sheet of F1 and docs/keyboard.md follow from it.

Keys are written as Qt writes them on every system ("Ctrl" is the command key on macOS).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from certapp.ui.common.words import _

WITHIN: Final = {
    "window": "",
    "drafts": "window",
    "form": "window",
    "rows": "form",
    "date": "form",
    "photograph": "form",
    "crop": "",
    "camera": "",
    "verify": "window",
    "pages": "window",
    "decide": "window",
    "everywhere": "",
}
"""The places where keys hold, and which other place is around each. A dialog is around nothing and within nothing."""


@dataclass(frozen=True)
class Key:
    """Where it holds, what is pressed (any of several), and what it does in words."""

    name: str
    place: str
    keys: tuple[str, ...]
    words: str


def table() -> tuple[Key, ...]:
    """Every key, in the language in use."""
    return (
        *_of_the_window(),
        *_of_the_form(),
        *_of_parts(),
    )


def _of_the_window() -> Iterator[Key]:
    yield Key("sheet", "window", ("F1",), _("All keys"))
    for number, page in enumerate(pages(), 1):
        yield Key(f"page_{number}", "window", (f"Ctrl+{number}",), _("Page: {page}").format(page=page))
    yield Key("new", "window", ("Ctrl+N",), _("Begin a new application"))
    yield Key("find", "window", ("Ctrl+F",), _("Search the register"))
    yield Key("person", "window", ("Ctrl+L",), _("Log in or change the person"))
    yield Key("lock", "window", ("Ctrl+K",), _("Lock: nothing of the office is seen until a passphrase is typed"))
    yield Key("open", "window", ("Ctrl+O",), _("Open an office folder"))
    yield Key("full_screen", "window", ("F11",), _("The whole screen, and back"))
    yield Key("quit", "window", ("Ctrl+Q",), _("Quit; what was typed is kept"))


def _of_the_form() -> Iterator[Key]:
    yield Key("next_section", "form", ("Ctrl+Return", "Ctrl+Enter", "Ctrl+PgDown"), _("Next section"))
    yield Key("section_before", "form", ("Ctrl+PgUp",), _("Section before"))
    yield Key("field_help", "form", ("Shift+F1",), _("Help of the field, beside it"))
    yield Key("findings", "form", ("F6",), _("To the list of findings, and back to the field"))
    yield Key("next_open", "form", ("F8",), _("Next field that stands in the way of handing in"))
    yield Key("open_before", "form", ("Shift+F8",), _("Field before that stands in the way"))
    yield Key("undo", "form", ("Ctrl+Z",), _("Undo, over the whole form"))
    yield Key("redo", "form", ("Ctrl+Shift+Z", "Ctrl+Y"), _("Redo"))
    yield Key("save", "form", ("Ctrl+S",), _("Save now; it is saved by itself too"))
    yield Key("preview", "form", ("Ctrl+P",), _("Preview of the pages"))
    yield Key("language", "form", ("Ctrl+Shift+L",), _("The same text in another language"))
    yield Key("calendar", "date", ("Alt+Down", "F4"), _("Calendar of a date"))
    yield Key("paste_rows", "rows", ("Ctrl+V",), _("At the list of objects: take in cells copied in a spreadsheet"))
    yield Key("remove_rows", "rows", ("Del",), _("In a list: remove what is marked"))
    yield Key("larger", "photograph", ("Return", "Space"), _("Photograph: show it larger"))
    yield Key("turn_left", "photograph", ("L",), _("Photograph: turn left"))
    yield Key("turn_right", "photograph", ("R",), _("Photograph: turn right"))
    yield Key("crop", "photograph", ("C",), _("Photograph: crop"))
    yield Key("principal", "photograph", ("P",), _("Photograph: make it the principal one"))


def _of_parts() -> Iterator[Key]:
    yield Key("delete_draft", "drafts", ("Del",), _("In the list of drafts: delete the draft"))
    yield Key("verify", "verify", ("Return",), _("Check the code in the field"))
    yield Key("verdict", "verify", ("PgUp", "PgDown"), _("Scroll the verdict"))
    yield Key("next_case", "decide", ("Ctrl+PgDown",), _("Approve and issue: the next application"))
    yield Key("case_before", "decide", ("Ctrl+PgUp",), _("Approve and issue: the application before"))
    yield Key("zoom_in", "pages", ("Ctrl++", "Ctrl+="), _("Pages larger"))
    yield Key("zoom_out", "pages", ("Ctrl+-",), _("Pages smaller"))
    arrows = ("Left", "Right", "Up", "Down")
    yield Key("move_frame", "crop", arrows, _("Cropping: move the frame; with Ctrl by small steps"))
    with_shift = tuple(f"Shift+{arrow}" for arrow in arrows)
    yield Key("size_frame", "crop", with_shift, _("Cropping: move the right and lower edge"))
    yield Key("take_picture", "camera", ("Space",), _("Camera: take a picture"))
    yield Key("next_place", "everywhere", ("Tab",), _("Next place, as one reads"))
    yield Key("place_before", "everywhere", ("Shift+Tab",), _("Place before"))
    yield Key("escape", "everywhere", ("Esc",), _("Close a dialog or a list without choosing"))


def pages() -> tuple[str, ...]:
    """The titles of an office's pages, in their order."""
    desk = (_("Home"), _("New application"), _("Register"), _("Verify"))
    return (*desk, _("Approve and issue"), _("Supervisor"), _("People and keys"), _("Reports"))


def place_words(place: str) -> str:
    """A place as a heading."""
    return {
        "window": _("In the window"),
        "form": _("In the form"),
        "rows": _("In the form"),
        "date": _("In the form"),
        "photograph": _("In the form"),
        "everywhere": _("Everywhere"),
    }.get(place, _("On pages and in dialogs"))


@cache
def sequences(name: str) -> tuple[QKeySequence, ...]:
    """What is pressed for a key of the table; none where it is not in it. The same in every language."""
    return tuple(QKeySequence(keys) for key in table() if key.name == name for keys in key.keys)


def shortcut(
    widget: QWidget,
    name: str,
    act: Callable[[], object],
    context: Qt.ShortcutContext = Qt.ShortcutContext.WindowShortcut,
) -> None:
    """Let a key of the table do something while `widget` is there; `context` as Qt has it."""
    for keys in sequences(name):
        made = QShortcut(keys, widget)
        made.setContext(context)
        made.activated.connect(lambda: act())


def action(words: str, name: str, act: Callable[[], object], parent: QWidget) -> QAction:
    """An entry of a menu, with its keys from the table; '' where it has none."""
    made = QAction(words, parent)
    made.setShortcuts(list(sequences(name)))
    made.triggered.connect(lambda: act())
    return made


def shown(key: Key, form: QKeySequence.SequenceFormat = QKeySequence.SequenceFormat.NativeText) -> str:
    """What is pressed, as the system writes it."""
    return ", ".join(QKeySequence(keys).toString(form) for keys in key.keys)


def by_place() -> dict[str, list[Key]]:
    """The table under its headings."""
    found: dict[str, list[Key]] = {}
    for key in table():
        found.setdefault(place_words(key.place), []).append(key)
    return found


def as_markdown() -> str:
    """The tables of docs/keyboard.md."""
    portable = QKeySequence.SequenceFormat.PortableText
    parts = []
    for heading, found in by_place().items():
        lines = [f"| {shown(key, portable)} | {key.words} |" for key in found]
        parts.append("\n".join((f"## {heading}", "", "| keys | what they do |", "|---|---|", *lines)))
    return "\n\n".join(parts) + "\n"
