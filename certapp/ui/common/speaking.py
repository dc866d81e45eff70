"""Speaking another language: the program's words, Qt's own, the direction of the page, names of days and months."""

from PySide6.QtCore import QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication

from certapp.model import language as spoken
from certapp.paths import RESOURCES
from certapp.ui.common.qt_catalogue import catalogue
from certapp.ui.common.words import _

Words = dict[tuple[str, str], str]

_QT = {"zh": "zh_CN"}
"""Where Qt calls a language otherwise than we."""
_PLACES = {"ar": "ar_AE", "zh": "zh_CN"}
"""Whose habits are taken where a language has several: numbers with the digits that certificates have."""
_LENT = {
    QFontDatabase.WritingSystem.SimplifiedChinese: "NotoSansSC-Regular.ttf",
    QFontDatabase.WritingSystem.Arabic: "NotoNaskhArabic-Regular.ttf",
}
"""The printed page's fonts for letters that a desktop may lack; it would show boxes, in the menu of languages too."""
_LETTERED = (("QFileDialog", "&Look in:"), ("QFileDialog", "Files of &type:"))
"""What Qt's catalogue knows only without the letter for Alt: Qt 6.11 gave two words of its dialog one."""


def speak(app: QApplication, language: str) -> None:
    """Let the whole program speak `language`. What is on the screen stays as it was: it has to be built again."""
    spoken.use(language)
    tag = spoken.in_use()
    for old in app.findChildren(QTranslator):
        app.removeTranslator(old)
        old.deleteLater()
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load(f"qtbase_{_QT.get(tag, tag)}", folder):
        app.installTranslator(_known(_lettered(translator), app))  # asked last
        app.installTranslator(translator)
        app.installTranslator(_known(_as_elsewhere(), app))  # asked first
        app.translate(*_LETTERED[0])  # the bindings look once for a translate() in Python: here, where no lock is held
    QLocale.setDefault(QLocale(_PLACES.get(tag, tag)))
    right_to_left = spoken.is_right_to_left(tag)
    app.setLayoutDirection(Qt.LayoutDirection.RightToLeft if right_to_left else Qt.LayoutDirection.LeftToRight)
    for letters, font in _LENT.items():
        if not QFontDatabase.families(letters):
            QFontDatabase.addApplicationFont(str(RESOURCES / "fonts" / font))


def _as_elsewhere() -> Words:
    """Buttons that Qt makes are called as ours are: in Arabic it says another word for each."""
    return {("QPlatformTheme", "Cancel"): _("Cancel"), ("QPlatformTheme", "Close"): _("Close")}


def _lettered(known: QTranslator) -> Words:
    return {each: said for each in _LETTERED if (said := known.translate(each[0], each[1].replace("&", "")))}


def _known(words: Words, app: QApplication) -> QTranslator:
    made = QTranslator(app)
    made.content = catalogue(words)  # type: ignore[attr-defined]  # kept with it: Qt reads it where it lies
    made.load(made.content)  # type: ignore[attr-defined]
    return made
