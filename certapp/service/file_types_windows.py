"""What Windows is told to open lists by double click: keys of this person's registry, nothing of other users.

Never tried on Windows: written by its documentation ("File Types", "Programmatic Identifiers"), tried with a registry
that a test hands in.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import PureWindowsPath
from typing import Any, Final

from certapp.service.looking import ENDINGS

PROGID: Final = "certapp.list"
_CLASSES: Final = "Software\\Classes"
_SHELL: Final = f"{PROGID}\\shell"
_ASSOCIATIONS_CHANGED: Final = 0x08000000
"""SHCNE_ASSOCCHANGED: the Explorer looks again, or it would only after the next login."""


def tell(registry: Any, command: Sequence[str], kind: str) -> None:
    """Write the keys. `registry`: the module winreg; `command`: what opens files; `kind`: how files are called.

    Raises OSError where this person may not.
    """
    opened = f'{subprocess.list2cmdline(without_console(command))} "%1"'
    keys = {PROGID: kind, f"{_SHELL}\\open\\command": opened, **dict.fromkeys(ENDINGS, PROGID)}
    for name, value in keys.items():
        with registry.CreateKey(registry.HKEY_CURRENT_USER, f"{_CLASSES}\\{name}") as key:
            registry.SetValueEx(key, "", 0, registry.REG_SZ, value)
    _tell_explorer()


def forget(registry: Any) -> None:
    """Take back what is ours: an ending that somebody gave to another program since is left alone."""
    for ending in ENDINGS:
        with suppress(OSError):
            path = f"{_CLASSES}\\{ending}"
            if registry.QueryValue(registry.HKEY_CURRENT_USER, path) != PROGID:
                continue
            access = registry.KEY_SET_VALUE
            with registry.OpenKey(registry.HKEY_CURRENT_USER, path, 0, access) as key:
                registry.DeleteValue(key, "")
            registry.DeleteKey(registry.HKEY_CURRENT_USER, path)  # not where the Explorer keeps something below it
    for name in (f"{_SHELL}\\open\\command", f"{_SHELL}\\open", _SHELL, PROGID):
        with suppress(OSError):
            registry.DeleteKey(registry.HKEY_CURRENT_USER, f"{_CLASSES}\\{name}")
    _tell_explorer()


def without_console(command: Sequence[str], there: Callable[[str], bool] = os.path.exists) -> tuple[str, ...]:
    """By pythonw.exe, where it is there: python.exe would open a black window beside ours."""
    program = PureWindowsPath(command[0])
    silent = str(program.with_name("pythonw.exe"))
    if program.name.lower() == "python.exe" and there(silent):
        return (silent, *command[1:])
    return tuple(command)


def _tell_explorer() -> None:
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.shell32.SHChangeNotify(_ASSOCIATIONS_CHANGED, 0, None, None)
