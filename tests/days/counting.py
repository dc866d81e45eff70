"""Keys and seconds of each part of a way; `CERTAPP_COUNTED` names a folder where they are written."""

import json
import os
import time
from pathlib import Path

from tests.ui.keyboard import Keyboard


class Counted:
    """Begins to count when it is made."""

    def __init__(self, keys: Keyboard) -> None:
        self._keys, self._at, self._key = keys, time.monotonic(), keys.keys
        self.parts: dict[str, tuple[int, float]] = {}

    def part(self, name: str) -> None:
        """What was done since the part before."""
        now = time.monotonic()
        self.parts[name] = (self._keys.keys - self._key, round(now - self._at, 1))
        self._at, self._key = now, self._keys.keys

    @property
    def keys(self) -> int:
        """Of all parts but those in brackets."""
        return sum(pressed for name, (pressed, _seconds) in self.parts.items() if not name.startswith("("))

    def write(self, name: str) -> None:
        """For docs/performance.md, where somebody asked for it."""
        if into := os.environ.get("CERTAPP_COUNTED"):
            Path(into).mkdir(parents=True, exist_ok=True)
            (Path(into) / f"{name}.json").write_text(json.dumps(self.parts, indent=1))
