"""Lists by double click: the desktop of this person is told to open packages, bulletins and trust lists with the post.

On Linux two files of the freedesktop standards (shared MIME info, desktop entry), on Windows keys of this person's
registry. Nothing is changed for other users. macOS knows the kinds of files of bundles only, and this is none.
"""

import shutil
import subprocess
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from platformdirs import user_data_path

from certapp.model import language
from certapp.model.errors import Refusal
from certapp.model.files import write_atomically
from certapp.model.translation import translation
from certapp.service import file_types_windows
from certapp.service.looking import ENDINGS

MIME: Final = "application/x-certapp-list"
_NAME: Final = "certapp-post"


def _(words: str) -> str:
    """Marks words to be translated; all languages stand in the desktop's files."""
    return words


_KIND: Final = _("Authority package or signed list")
_TITLE: Final = _("Verify export certificates")


def command() -> tuple[str, ...]:
    """What opens files in the post's window, before the files themselves."""
    return (sys.executable, "-m", "certapp.customs", "verify", "--window")


def open_by_double_click() -> tuple[Path, ...]:
    """Tell the desktop; gives the files that were written. Refusals FILE_TYPES_NOT_HERE, OUTPUT_NOT_WRITABLE."""
    if sys.platform == "win32":
        try:
            file_types_windows.tell(_registry(), command(), _KIND)
        except OSError as problem:
            raise Refusal("OUTPUT_NOT_WRITABLE", file="HKEY_CURRENT_USER", detail=problem.strerror or "") from None
        return ()
    if sys.platform != "linux":
        raise Refusal("FILE_TYPES_NOT_HERE")
    contents = {_mime_file(): _mime_info(), _desktop_file(): _desktop_entry()}
    for path, content in contents.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(path, content.encode())
        except OSError as problem:
            raise Refusal("OUTPUT_NOT_WRITABLE", file=str(path), detail=problem.strerror or "") from None
    _tell_the_desktop()
    return tuple(contents)


def forget_file_types() -> tuple[Path, ...]:
    """Take it back; gives the files that were there. Refusals FILE_TYPES_NOT_HERE, OUTPUT_NOT_WRITABLE."""
    if sys.platform == "win32":
        file_types_windows.forget(_registry())
        return ()
    if sys.platform != "linux":
        raise Refusal("FILE_TYPES_NOT_HERE")
    there = tuple(path for path in (_mime_file(), _desktop_file()) if path.exists())
    for path in there:
        try:
            path.unlink()
        except OSError as problem:
            raise Refusal("OUTPUT_NOT_WRITABLE", file=str(path), detail=problem.strerror or "") from None
    _tell_the_desktop()
    return there


def _data() -> Path:
    return user_data_path()


def _mime_file() -> Path:
    return _data() / "mime" / "packages" / f"{_NAME}.xml"


def _desktop_file() -> Path:
    return _data() / "applications" / f"{_NAME}.desktop"


def _mime_info() -> str:
    comments = [f"    <comment>{escape(_KIND)}</comment>"]
    comments += [
        f'    <comment xml:lang="{tag}">{escape(translation(tag).gettext(_KIND))}</comment>' for tag in _tags()
    ]
    globs = [f'    <glob pattern="*{ending}"/>' for ending in ENDINGS]
    return "\n".join(
        (
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">',
            f'  <mime-type type="{MIME}">',
            *comments,
            *globs,
            "  </mime-type>",
            "</mime-info>",
            "",
        )
    )


def _desktop_entry() -> str:
    names = [f"Name={_TITLE}", *(f"Name[{tag}]={translation(tag).gettext(_TITLE)}" for tag in _tags())]
    return "\n".join(
        (
            "[Desktop Entry]",
            "Type=Application",
            *names,
            f"Exec={' '.join(map(_quoted, command()))} %F",
            "Terminal=false",
            "Categories=Office;",
            f"MimeType={MIME};",
            "",
        )
    )


def _tags() -> list[str]:
    return [tag for tag in language.offered() if tag != language.DEFAULT]


def _quoted(word: str) -> str:
    """As the Desktop Entry Specification wants an argument; a percent sign would begin a field code."""
    for sign in ("\\", '"', "`", "$"):
        word = word.replace(sign, f"\\{sign}")
    return '"{}"'.format(word.replace("\\", "\\\\").replace("%", "%%"))


def _tell_the_desktop() -> None:
    """Let caches be made anew and ours be the program for our kind; where a tool lacks, the desktop finds out later."""
    for words in (
        ("update-mime-database", str(_data() / "mime")),
        ("update-desktop-database", str(_data() / "applications")),
        ("xdg-mime", "default", _desktop_file().name, MIME),
    ):
        if shutil.which(words[0]):
            with suppress(OSError, subprocess.SubprocessError):
                subprocess.run(words, capture_output=True, timeout=30, check=False)


def _registry() -> object:
    return import_module("winreg")
