"""Whether a window can be opened here at all: asked before Qt is, which would end the process without a sentence."""

from collections.abc import Mapping
from typing import Final

_BROKEN_QT: Final = (6, 12)
_OLDEST_PYTHON_FOR_IT: Final = (3, 12)


def unusable_qt(version: str, python: tuple[int, ...]) -> str:
    """Why this Qt cannot be used, '' where it can.

    PySide6 6.12 takes a reference of None with each call before Python 3.12, until the process dies.
    """
    numbers = tuple(int(part) for part in version.split(".")[:2])
    if numbers >= _BROKEN_QT and python < _OLDEST_PYTHON_FOR_IT:
        return (
            f"This program cannot run with PySide6 {version} on Python {'.'.join(map(str, python))}:"
            " it would stop without warning. Install PySide6-Essentials below 6.12, or Python 3.12 or newer."
        )
    return ""


def no_display(environment: Mapping[str, str], platform: str) -> bool:
    """Whether nothing is there to open a window on: a server, a session over a line of text."""
    chosen = environment.get("QT_QPA_PLATFORM", "")
    if chosen and not chosen.startswith(("xcb", "wayland")):
        return False
    return platform == "linux" and not (environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))
