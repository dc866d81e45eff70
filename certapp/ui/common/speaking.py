"""Speaking another language: the program's words, Qt's own, the direction of the page, names of days and months."""

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, Qt, QTranslator
from PySide6.QtWidgets import QApplication

from certapp.model import language as spoken

_QT = {"zh": "zh_CN"}
"""Where Qt calls a language otherwise than we."""
_PLACES = {"ar": "ar_AE", "zh": "zh_CN"}
"""Whose habits are taken where a language has several: numbers with the digits that certificates have."""


class _LetterLess(QTranslator):
    """Finds what Qt's catalogue knows only without the letter for Alt: Qt 6.11 gave two words of its dialog one."""

    def __init__(self, known: QTranslator, parent: QObject) -> None:
        super().__init__(parent)
        self._known = known

    def isEmpty(self) -> bool:  # noqa: N802  # Qt's name
        """An empty one would not be asked."""
        return False

    def translate(
        self,
        context: bytes | str,
        sourceText: bytes | str,  # noqa: N803  # Qt's name
        disambiguation: bytes | str | None = None,
        n: int = -1,
    ) -> str | None:
        """The words without their letter; None where Qt has none (to Qt, '' would be words)."""
        context, source = (each if isinstance(each, str) else each.decode() for each in (context, sourceText))
        return (self._known.translate(context, source.replace("&", "")) or None) if "&" in source else None


def speak(app: QApplication, language: str) -> None:
    """Let the whole program speak `language`. What is on the screen stays as it was: it has to be built again."""
    spoken.use(language)
    tag = spoken.in_use()
    for known in app.findChildren(QTranslator):
        app.removeTranslator(known)
        known.deleteLater()
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load(f"qtbase_{_QT.get(tag, tag)}", folder):
        app.installTranslator(_LetterLess(translator, app))  # asked last
        app.installTranslator(translator)
    QLocale.setDefault(QLocale(_PLACES.get(tag, tag)))
    right_to_left = spoken.is_right_to_left(tag)
    app.setLayoutDirection(Qt.LayoutDirection.RightToLeft if right_to_left else Qt.LayoutDirection.LeftToRight)
