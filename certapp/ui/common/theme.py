"""How the window looks: Fusion with palettes of our own, one accent colour, the colours of a verdict.

Every pair of ink and ground has a contrast of at least 4.5:1 (WCAG 2.2, 1.4.3), every edge of a field one of at least
3:1 (1.4.11); colour never stands alone.
"""

from dataclasses import dataclass
from typing import Final, Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

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


def apply(app: QApplication, scheme: Scheme = "system") -> None:
    """Dress the whole program; `system` follows the desktop's setting as it is now."""
    dark = app.styleHints().colorScheme() is Qt.ColorScheme.Dark if scheme == "system" else scheme == "dark"
    colours = DARK if dark else LIGHT
    style = _style(colours)
    if app.styleSheet() == style:
        return
    shown = [window for window in app.topLevelWidgets() if window.isVisible() and window.updatesEnabled()]
    for window in shown:
        window.setUpdatesEnabled(False)  # or each of the three steps would paint everything
    if not app.styleSheet():  # once: every widget would be polished twice
        app.setStyle("Fusion")
    app.setPalette(_palette(colours))
    for name in EDGED:
        app.setPalette(_edged(colours), name)  # type: ignore[arg-type]  # the stubs want bytes, Qt takes text
    app.setStyleSheet(style)
    for window in shown:
        window.setUpdatesEnabled(True)


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


def _style(colours: Colours) -> str:
    return f"""
        QLabel[quiet="true"] {{ color: {colours.quiet}; }}
        QLabel[wrong="true"] {{ color: {colours.verdicts["red"].ink}; font-weight: 600; }}
        QFrame[card="true"] {{
            background: {colours.base}; border: 1px solid {colours.line}; border-radius: 6px;
        }}
        QFrame[card="true"] QLabel {{ border: none; }}
        QPushButton {{
            padding: 6px 14px; border: 1px solid {colours.line}; border-radius: 5px; background: {colours.button};
        }}
        QPushButton:hover {{ border-color: {colours.accent.ground}; }}
        QPushButton:focus {{ border: 2px solid {colours.accent.ground}; padding: 5px 13px; }}
        QPushButton:disabled {{ color: {colours.quiet}; background: {colours.window}; }}
        QPushButton[primary="true"] {{
            background: {colours.accent.ground}; color: {colours.accent.ink}; border-color: {colours.accent.ground};
            font-weight: 600;
        }}
        QPushButton[primary="true"]:focus {{ border: 2px solid {colours.text}; }}
        QPushButton[primary="true"]:disabled {{
            background: {colours.window}; color: {colours.quiet}; border-color: {colours.line};
        }}
        QPushButton[row="true"] {{
            text-align: left; padding: 10px 14px; background: {colours.base}; outline: none;
        }}
        QPushButton[row="true"]:focus {{ padding: 9px 13px; }}
        QPushButton[urgent="amber"] {{
            background: {colours.verdicts["amber"].ground}; color: {colours.verdicts["amber"].ink}; font-weight: 600;
        }}
        QPushButton[urgent="red"] {{
            background: {colours.verdicts["red"].ground}; color: {colours.verdicts["red"].ink}; font-weight: 600;
        }}
        QLineEdit, QComboBox {{ padding: 4px; }}
        QAbstractSpinBox {{ min-height: 1.6em; }}
        QLabel#banner {{
            background: {colours.banner.ground}; color: {colours.banner.ink}; padding: 6px 16px; font-weight: 600;
        }}
        QListWidget#navigation {{ border: none; background: transparent; outline: none; }}
        QListWidget#navigation::item {{ padding: 0 12px; border-radius: 5px; }}
        QListWidget#navigation::item:selected {{
            background: {colours.accent.ground}; color: {colours.accent.ink};
        }}
        QListWidget#navigation::item:focus {{ border: 2px solid {colours.text}; }}
        QTreeView::item {{ padding: 2px 4px; }}
        QTabWidget::pane {{ border: 1px solid {colours.line}; background: {colours.window}; }}
        QScrollArea {{ border: 2px solid transparent; border-radius: 5px; }}
        QScrollArea:focus {{ border-color: {colours.accent.ground}; }}
        QToolTip {{ padding: 4px; }}
    """
