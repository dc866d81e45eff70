"""What the program remembers on this machine: the last office, the look, when each office was last backed up.

One small JSON file; whatever is wrong with it, the program begins as if it were new.
"""

import json
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from platformdirs import user_config_path, user_data_path, user_log_path

from certapp.model.files import write_atomically
from certapp.ui.common.theme import Scheme

APPLICATION = "certapp"
MOST_WATCHED = 10
LOCK_MINUTES = 4
LONGEST_LOCK_MINUTES = 30


@dataclass(frozen=True)
class Settings:
    """`office`: folder of the last office, '' where none. `backups`: office folder to ISO 8601 time of the last.

    `language`: BCP 47 tag of the language that the window speaks, '' where nobody has chosen one. `drafts`: office
    folder to the draft whose form was open last, '' where it was closed. `printers`: office folder to the printer that
    was printed with last. `published`: office folder to where its bulletins were written last. `watched`: folders
    into which the verifier looks for lists.
    was printed with last. `lock_minutes`: after so many minutes without anybody an open office is locked.
    `scanner_port`: of a scanner in serial mode, '' where none; `scanner_speed` in bits a second. `drills`: office
    folder to the day of the last restore drill that was good. `check_files`: the check of the journal reads all files.
    """

    office: str = ""
    scheme: Scheme = "system"
    backups: dict[str, str] = field(default_factory=dict)
    language: str = ""
    drafts: dict[str, str] = field(default_factory=dict)
    printers: dict[str, str] = field(default_factory=dict)
    published: dict[str, str] = field(default_factory=dict)
    watched: list[str] = field(default_factory=list)
    lock_minutes: int = LOCK_MINUTES
    scanner_port: str = ""
    scanner_speed: int = 9600
    drills: dict[str, str] = field(default_factory=dict)
    check_files: bool = False


def load() -> Settings:
    """The settings as kept."""
    with suppress(OSError, ValueError, RecursionError):
        match json.loads(_file().read_text("utf-8")):
            case {
                "office": str(office),
                "scheme": "light" | "dark" | "system" as scheme,
                "backups": dict(backups),
            } as kept:
                language, port, speed = kept.get("language"), kept.get("scanner_port"), kept.get("scanner_speed")
                return Settings(
                    office,
                    scheme,
                    _by_office(backups),
                    language if isinstance(language, str) else "",
                    _by_office(kept.get("drafts")),
                    _by_office(kept.get("printers")),
                    _by_office(kept.get("published")),
                    _texts(kept.get("watched")),
                    _minutes(kept.get("lock_minutes")),
                    port if isinstance(port, str) else "",
                    speed if isinstance(speed, int) and speed > 0 else Settings.scanner_speed,
                    _by_office(kept.get("drills")),
                    kept.get("check_files") is True,
                )
    return Settings()


def remember(**changes: object) -> None:
    """Keep some settings; that it cannot be written is no reason to stop."""
    changed = replace(load(), **changes)  # type: ignore[arg-type]  # names are those of Settings
    with suppress(OSError):
        _file().parent.mkdir(parents=True, exist_ok=True)
        write_atomically(_file(), json.dumps(asdict(changed), indent=1).encode())


def remember_backup(office: Path, at: str) -> None:
    """Keep when an office was last backed up from this machine."""
    remember(backups={**load().backups, str(office): at})


def last_backup(office: Path) -> str:
    """When an office was last backed up from this machine, ISO 8601; '' where never."""
    return load().backups.get(str(office), "")


def remember_drill(office: Path, day: str) -> None:
    """Keep when a backup of an office was last restored for a trial on this machine, and was good."""
    remember(drills={**load().drills, str(office): day})


def last_drill(office: Path) -> str:
    """The day of that, ISO 8601; '' where there was none."""
    return load().drills.get(str(office), "")


def remember_draft(office: Path, draft: str) -> None:
    """Keep which draft's form is open in an office, '' where none is: after a crash it is opened again."""
    if last_draft(office) != draft:
        remember(drafts={**load().drafts, str(office): draft})


def last_draft(office: Path) -> str:
    """The draft whose form was open in an office when the program ended, '' where none was."""
    return load().drafts.get(str(office), "")


def remember_printer(office: Path, printer: str) -> None:
    """Keep with which printer an office printed last on this machine."""
    remember(printers={**load().printers, str(office): printer})


def last_printer(office: Path) -> str:
    """The printer that an office printed with last on this machine, '' where none."""
    return load().printers.get(str(office), "")


def remember_published(office: Path, folder: Path) -> None:
    """Keep where an office's bulletins were written last from this machine."""
    remember(published={**load().published, str(office): str(folder)})


def last_published(office: Path) -> str:
    """Where an office's bulletins were written last from this machine, '' where never."""
    return load().published.get(str(office), "")


def remember_watched(folder: Path) -> None:
    """Keep a folder into which the verifier looks; of many the newest ones."""
    remember(watched=[*(each for each in load().watched if each != str(folder)), str(folder)][-MOST_WATCHED:])


def watched_folders() -> tuple[Path, ...]:
    """The folders into which the verifier looks."""
    return tuple(Path(each) for each in load().watched)


def window_file() -> Path:
    """Where the window's place and size are kept."""
    return user_config_path(APPLICATION, appauthor=False) / "window.ini"


def log_folder() -> Path:
    """Where faults are written down."""
    return user_log_path(APPLICATION, appauthor=False)


def training_folder() -> Path:
    """Where the training office of this machine lies."""
    return user_data_path(APPLICATION, appauthor=False) / "training-office"


def post_folder() -> Path:
    """This person's own post, where no other is named: its lists are those of `certapp verify` and `certapp trust`."""
    return user_data_path(APPLICATION, appauthor=False)


def _texts(kept: object) -> list[str]:
    return [str(each) for each in kept][:MOST_WATCHED] if isinstance(kept, list) else []


def _by_office(kept: object) -> dict[str, str]:
    return {str(key): str(value) for key, value in kept.items()} if isinstance(kept, dict) else {}


def _minutes(kept: object) -> int:
    """Never so long that an office left alone would stay open."""
    return kept if isinstance(kept, int) and 1 <= kept <= LONGEST_LOCK_MINUTES else LOCK_MINUTES


def _file() -> Path:
    return user_config_path(APPLICATION, appauthor=False) / "settings.json"
