"""How the window looks: Fusion with palettes of our own, one accent colour, the colours of a verdict.

Every pair of ink and ground has a contrast of at least 4.5:1 (WCAG 2.2, 1.4.3), every edge of a field one of at least
3:1 (1.4.11); colour never stands alone.
"""

from dataclasses import dataclass
from typing import Final, Literal

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget

DARKER: Final = 140
"""By how much Fusion darkens the window's colour for an edge, in percent."""
EDGED: Final = ("QLineEdit", "QPlainTextEdit", "QComboBox", "QAbstractSpinBox", "QCheckBox", "QRadioButton")
Scheme = Literal["light", "dark", "system"]


@dataclass(frozen=True)
class Pair:
    """Ink on ground, both as #rrggbb."""

    ink: str
    ground: str


@dataclass(frozen=True)
class Colours:
    """One palette. `verdicts` by colour name of a verdict: green, amber, red, grey."""

    window: str
    base: str
    alternate: str
    text: str
    quiet: str
    line: str
    edge: str
    button: str
    accent: Pair
    banner: Pair
    verdicts: dict[str, Pair]


LIGHT: Final = Colours(
    window="#f4f5f7",
    base="#ffffff",
    alternate="#f0f2f5",
    text="#1d2430",
    quiet="#565f6e",
    line="#c3c9d2",
    edge="#7d8592",
    button="#e9ecf0",
    accent=Pair("#ffffff", "#1f5f99"),
    banner=Pair("#4d3300", "#ffe3a3"),
    verdicts={
        "green": Pair("#0b4d25", "#d6f2e0"),
        "amber": Pair("#5c3a00", "#ffeabf"),
        "red": Pair("#7d1515", "#fbdcdc"),
        "grey": Pair("#363d48", "#e3e6eb"),
    },
)
DARK: Final = Colours(
    window="#1e2229",
    base="#262b33",
    alternate="#2c323c",
    text="#e6e9ee",
    quiet="#a9b2bf",
    line="#4a5361",
    edge="#7f8a9a",
    button="#343b46",
    accent=Pair("#0c1a28", "#7fb8ec"),
    banner=Pair("#ffe3a3", "#4a3810"),
    verdicts={
        "green": Pair("#bdf0cf", "#17402a"),
        "amber": Pair("#ffdf9e", "#4d3908"),
        "red": Pair("#ffc9c9", "#5a2020"),
        "grey": Pair("#dde2e9", "#3b434f"),
    },
)

STYLE: Final = """
QLabel[quiet="true"] { color: palette(placeholder-text); }
QLabel[wrong="true"] { color: palette(bright-text); font-weight: 600; }
QFrame[card="true"] { background: palette(base); border: 1px solid palette(mid); border-radius: 6px; }
QFrame[card="true"] QLabel { border: none; }
QFrame#notice { border: 1px solid; border-radius: 5px; }
QFrame#verdict { border: 2px solid; border-radius: 8px; }
QLabel#answer { padding: 8px; }
QLabel#banner { padding: 6px 16px; font-weight: 600; }
QPushButton { padding: 6px 14px; border: 1px solid palette(mid); border-radius: 5px; background: palette(button); }
QPushButton:hover { border-color: palette(highlight); }
QPushButton:focus { border: 2px solid palette(highlight); padding: 5px 10px; }
QPushButton:disabled { color: palette(placeholder-text); background: palette(window); }
QPushButton[primary="true"] {
    background: palette(highlight); color: palette(highlighted-text); border-color: palette(highlight);
    font-weight: 600;
}
QPushButton[primary="true"]:focus { border: 2px solid palette(text); }
QPushButton[primary="true"]:disabled {
    background: palette(window); color: palette(placeholder-text); border-color: palette(mid);
}
QPushButton[row="true"] { text-align: left; padding: 10px 14px; background: palette(base); outline: none; }
QPushButton[row="true"]:focus { padding: 9px 13px; }
QPushButton[colour] { font-weight: 600; }
QLineEdit, QComboBox { padding: 4px; }
QAbstractSpinBox { min-height: 1.6em; }
QListWidget#navigation { border: none; background: transparent; outline: none; }
QListWidget#navigation::item { padding: 0 12px; border-radius: 5px; }
QListWidget#navigation::item:selected { background: palette(highlight); color: palette(highlighted-text); }
QListWidget#navigation::item:focus { border: 2px solid palette(text); }
QTreeView::item { padding: 2px 4px; }
QListView[lines="true"]::item { padding: 4px 2px; }
QTabWidget::pane { border: 1px solid palette(mid); background: palette(window); top: -1px; }
QTabBar::tab {
    padding: 5px 10px; margin: 2px 1px 0 1px; border: 1px solid palette(mid); background: palette(button);
    border-top-left-radius: 4px; border-top-right-radius: 4px;
}
QTabBar::tab:hover { border-color: palette(highlight); }
QTabBar::tab:selected {
    margin-top: 0px; padding: 6px 10px; background: palette(window); border-bottom-color: palette(window);
    border-top: 2px solid palette(highlight);
}
QTabBar::tab:selected:focus { border: 2px solid palette(highlight); padding: 5px 9px; }
QTabBar::tab:disabled { color: palette(placeholder-text); }
QScrollArea { border: 2px solid transparent; border-radius: 5px; }
QScrollArea:focus { border-color: palette(highlight); }
QToolTip { padding: 4px; }
"""
"""Of the whole program, light and dark: its colours are roles of the palette. Read once when the program begins."""


def apply(app: QApplication, scheme: Scheme = "system") -> None:
    """Dress the whole program; `system` follows the desktop's setting as it is now."""
    dark = app.styleHints().colorScheme() is Qt.ColorScheme.Dark if scheme == "system" else scheme == "dark"
    colours = DARK if dark else LIGHT
    first = app.styleSheet() != STYLE
    if not first and colours_of(app.palette()) is colours:
        return
    shown = [window for window in app.topLevelWidgets() if window.isVisible() and window.updatesEnabled()]
    for window in shown:
        window.setUpdatesEnabled(False)  # or each of the steps would paint everything
    if first:
        app.setStyle("Fusion")
    app.setPalette(_palette(colours))
    for name in EDGED:
        app.setPalette(_edged(colours), name)  # type: ignore[arg-type]  # the stubs want bytes, Qt takes text
    if first:
        app.setStyleSheet(STYLE)  # once: Qt reads it anew for every widget there is
    app.sendPostedEvents(None, QEvent.Type.ApplicationPaletteChange.value)  # every widget has its palette now
    _look_up_anew(app, colours)
    for window in shown:
        window.setUpdatesEnabled(True)


def dress(widget: QWidget, colour: str) -> None:
    """Give a frame, label or button the ink and ground of a verdict's colour or of the `banner`; "": none.

    It and what stands in it follow when light becomes dark.
    """
    widget.setProperty("colour", colour or None)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    _dress(widget, colours_of(app.palette()))


def colours_of(palette: QPalette) -> Colours:
    """The colours that go with a widget's palette."""
    return DARK if palette.color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT


def verdict_colours(colour: str, palette: QPalette) -> Pair:
    """Ink and ground of a verdict's colour: green, amber, red, grey."""
    return colours_of(palette).verdicts[colour]


def _edged(colours: Colours) -> QPalette:
    """What is typed or ticked in has an edge that is seen (WCAG 2.2, 1.4.11).

    Fusion draws it in the colour of the window, 1.4 times darker: on a dark window nobody sees that.
    """
    palette = _palette(colours)
    palette.setColor(QPalette.ColorRole.Window, QColor(colours.edge).lighter(DARKER))
    return palette


def _palette(colours: Colours) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette(QColor(colours.button), QColor(colours.window))
    for name, colour in (
        (role.Window, colours.window),
        (role.WindowText, colours.text),
        (role.Base, colours.base),
        (role.AlternateBase, colours.alternate),
        (role.Text, colours.text),
        (role.Button, colours.button),
        (role.ButtonText, colours.text),
        (role.ToolTipBase, colours.base),
        (role.ToolTipText, colours.text),
        (role.PlaceholderText, colours.quiet),
        (role.BrightText, colours.verdicts["red"].ink),
        (role.Light, colours.base),
        (role.Midlight, colours.alternate),
        (role.Mid, colours.line),
        (role.Dark, colours.line),
        (role.Highlight, colours.accent.ground),
        (role.HighlightedText, colours.accent.ink),
        (role.Accent, colours.accent.ground),
        (role.Link, colours.accent.ground),
        (role.LinkVisited, colours.accent.ground),
    ):
        palette.setColor(name, QColor(colour))
    for name, colour in (
        (role.WindowText, colours.quiet),
        (role.Text, colours.quiet),
        (role.ButtonText, colours.quiet),
        (role.Highlight, colours.line),
        (role.HighlightedText, colours.text),
    ):
        palette.setColor(QPalette.ColorGroup.Disabled, name, QColor(colour))
    return palette


def _look_up_anew(app: QApplication, colours: Colours) -> None:
    """Have each widget take its palette and look up `palette(…)` again: under a sheet Qt keeps what it found first.

    A twentieth of the time that a sheet takes that is set anew.
    """
    style = app.style()
    for widget in app.allWidgets():
        if widget.property("colour"):
            _dress(widget, colours)
        else:
            style.unpolish(widget)
            style.polish(widget)


def _dress(widget: QWidget, colours: Colours) -> None:
    """A sheet of its own: a palette has no roles for these."""
    name = widget.property("colour")
    if not name:
        widget.setStyleSheet("")
        return
    pair = colours.banner if name == "banner" else colours.verdicts[name]
    widget.setStyleSheet(
        f"[colour] {{ color: {pair.ink}; background: {pair.ground}; }} QFrame[colour] {{ border-color: {pair.ink}; }}"
        f" [colour] QLabel, [colour] QToolButton {{ color: {pair.ink}; background: transparent; border: none; }}"
    )
