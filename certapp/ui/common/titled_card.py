"""A card of a page: a title, a few quiet words, and below them what it is about."""

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from certapp.ui.common.labels import heading, quiet


def titled_card(title: str, words: str, *content: QWidget) -> QFrame:
    """The card with `content` one below the other."""
    card = QFrame()
    card.setProperty("card", True)
    column = QVBoxLayout(card)
    column.setContentsMargins(16, 14, 16, 14)
    column.addWidget(heading(title, 2))
    column.addWidget(quiet(words))
    for widget in content:
        column.addWidget(widget)
    return card
