"""A post of customs: one folder with its name, its language, its lists and what was checked there. No office, no login.

What is wrong with its settings never keeps a post from checking: it then begins as if it were new.
"""

import json
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Final

from certapp.model import language as spoken
from certapp.model.files import write_atomically
from certapp.trust.store import TrustStore

SETTINGS: Final = "post.json"
POST_FOLDER: Final = "post"
"""Of a post for training, inside the folder of the samples."""
LARGEST_SETTINGS: Final = 100_000
LONGEST_NAME: Final = 120
MOST_DAYS: Final = 3650
USUAL_DAYS: Final = 90
"""How long what was checked is kept where nobody has said otherwise."""


@dataclass(frozen=True)
class PostSettings:
    """`name`: of the post, as others know it. `language`: BCP 47 tag, '' where nobody has chosen one.

    `sounds`: whether a verdict is heard as well. `history_days`: how long what was checked is kept, 0: not at all.
    `lists`: folder of the lists, '' for the one inside the post's. `full_screen`: how the window was left.
    `training`: papers with TEST keys count here, and the window says so; made with the samples, never in the window.
    """

    name: str = ""
    language: str = ""
    sounds: bool = True
    history_days: int = USUAL_DAYS
    lists: str = ""
    full_screen: bool = False
    training: bool = False


@dataclass(frozen=True)
class Post:
    """The folder of a post, and the lists it goes by instead of its own, if any are named.

    Nothing is made in it before something is to be kept.
    """

    folder: Path
    other_lists: Path | None = None

    @property
    def history(self) -> Path:
        """Where what was checked is kept."""
        return self.folder / "history.jsonl"

    def lists(self) -> Path:
        """The folder of the lists that verdicts rest on."""
        if self.other_lists is not None:
            return self.other_lists
        other = self.settings().lists
        return Path(other) if other else self.folder / "trust"

    def store(self) -> TrustStore:
        """The lists, by which TEST keys count in a post for training alone."""
        return TrustStore(self.lists(), in_training=self.settings().training)

    def settings(self) -> PostSettings:
        """The settings as kept; what is missing or makes no sense is as in a new post."""
        kept: object = None
        with suppress(OSError, ValueError, RecursionError), (self.folder / SETTINGS).open("rb") as stream:
            kept = json.loads(stream.read(LARGEST_SETTINGS))
        if not isinstance(kept, dict):
            return PostSettings()
        usual = PostSettings()
        taken = {
            each.name: kept[each.name]
            for each in fields(PostSettings)
            if each.name in kept and type(kept[each.name]) is type(getattr(usual, each.name))
        }
        return _sensible(replace(usual, **taken))

    def keep(self, settings: PostSettings) -> None:
        """Keep the settings. OSError where the folder cannot be written."""
        self.folder.mkdir(parents=True, exist_ok=True)
        content = json.dumps(asdict(_sensible(settings)), indent=1, ensure_ascii=False)
        write_atomically(self.folder / SETTINGS, content.encode())


def _sensible(settings: PostSettings) -> PostSettings:
    return replace(
        settings,
        name=" ".join(settings.name.split())[:LONGEST_NAME],
        language=settings.language if settings.language in spoken.offered() else "",
        history_days=min(max(settings.history_days, 0), MOST_DAYS),
    )
