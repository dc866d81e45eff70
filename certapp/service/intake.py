"""What an applicant hands in: application.json, its folder, or a .xcintake ZIP; bounded, trusting no name."""

import json
import lzma
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from certapp.model.errors import Refusal

APPLICATION = "application.json"
PHOTOGRAPHS = "photographs/"
"""The folder inside a .xcintake file or folder in which pictures may lie; beside the application too."""
LARGEST_JSON = 10 << 20
LARGEST_FILE = 60 << 20
MOST_FILES = 3000
BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    EOFError,
)


@dataclass(frozen=True)
class Intake:
    """The application as typed, and the files beside it by plain name."""

    raw: Mapping[str, object]
    file: Callable[[str], bytes | None]
    """The content of a file handed in, None where there is none of that name. Refusal FILE_TOO_LARGE."""
    digest: Callable[[str], str | None] = lambda _name: None
    """Its SHA-256 where that is known without reading it, as of what the office keeps already."""
    names: tuple[str, ...] = ()
    """The plain names of the files handed in with it, where they are known."""


def read_intake(path: Path) -> Intake:
    """Read what lies at `path`.

    Raises:
        Refusal: INTAKE_NOT_THERE, INTAKE_DAMAGED, FILE_TOO_LARGE.
    """
    try:
        if path.is_dir():
            return _folder(path, path / APPLICATION)
        there = path.is_file()
    except OSError:
        there = False
    if not there:
        raise Refusal("INTAKE_NOT_THERE", file=str(path)[:200])
    return _zip(path) if zipfile.is_zipfile(path) else _folder(path.parent, path)


def read_json(content: bytes, name: str) -> Mapping[str, object]:
    """A JSON object, as `read_json_value` reads it. Refusals FILE_TOO_LARGE, INTAKE_DAMAGED."""
    read = read_json_value(content, name)
    if not isinstance(read, dict):
        raise Refusal("INTAKE_DAMAGED", file=name, detail="a JSON object is expected")
    return read


def read_json_value(content: bytes, name: str) -> object:
    """JSON, strictly: no NaN, no name twice, no endless nesting. Refusal FILE_TOO_LARGE, INTAKE_DAMAGED."""
    if len(content) > LARGEST_JSON:
        raise Refusal("FILE_TOO_LARGE", file=name, most=LARGEST_JSON >> 20)
    try:
        text = content.decode("utf-8-sig")
        value: object = json.loads(text, parse_constant=_no_constant, object_pairs_hook=_no_twins)
    except (ValueError, RecursionError) as problem:
        raise Refusal("INTAKE_DAMAGED", file=name, detail=str(problem)[:200]) from None
    return value


def _folder(folder: Path, application: Path) -> Intake:
    pictures = folder / PHOTOGRAPHS

    def file(name: str) -> bytes | None:
        # Plain names only: a name with a folder in it could reach anything on this machine.
        if Path(name).name != name:
            return None
        for path in (folder / name, *(() if pictures.is_symlink() else (pictures / name,))):
            try:
                if path.is_file() and not path.is_symlink():
                    return _bounded(path, LARGEST_FILE)
            except OSError:  # longer than the system takes, or not to be read
                return None
        return None

    if not application.is_file():
        raise Refusal("INTAKE_NOT_THERE", file=str(application))
    inside = pictures.iterdir() if pictures.is_dir() and not pictures.is_symlink() else ()
    there = zip(chain(folder.iterdir(), inside), range(MOST_FILES), strict=False)
    names = tuple(dict.fromkeys(path.name for path, _ in there))
    return Intake(read_json(_bounded(application, LARGEST_JSON), application.name), file, names=names)


def _zip(path: Path) -> Intake:
    def content(name: str, most: int) -> bytes | None:
        try:
            with zipfile.ZipFile(path) as archive:
                if len(archive.infolist()) > MOST_FILES:
                    raise Refusal("INTAKE_DAMAGED", file=path.name, detail="too many files")
                try:
                    entry = archive.getinfo(name)
                except KeyError:
                    return None
                with archive.open(entry) as stream:  # the announced size may lie: read no more than the bound
                    read = stream.read(most + 1)
        except BROKEN_ZIP as problem:
            raise Refusal("INTAKE_DAMAGED", file=path.name, detail=str(problem)[:200]) from None
        if len(read) > most:
            raise Refusal("FILE_TOO_LARGE", file=name, most=most >> 20)
        return read

    def file(name: str) -> bytes | None:
        if "/" in name or "\\" in name:  # plain names only, as in a folder
            return None
        found = content(root + name, LARGEST_FILE)
        return content(root + PHOTOGRAPHS + name, LARGEST_FILE) if found is None else found

    root = _root(path)
    application = content(root + APPLICATION, LARGEST_JSON)
    if application is None:
        raise Refusal("INTAKE_DAMAGED", file=path.name, detail=f"there is no {APPLICATION} in it")
    with zipfile.ZipFile(path) as archive:  # it could be read just now
        inside = [name.removeprefix(root) for name in archive.namelist() if name.startswith(root)]
    plain = tuple(name for each in inside if (name := each.removeprefix(PHOTOGRAPHS)) and "/" not in name)
    return Intake(read_json(application, APPLICATION), file, names=plain)


def _root(path: Path) -> str:
    """Where the application lies in a ZIP: '', or the one folder that holds it, as where a folder was packed again."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()[:MOST_FILES]
    except BROKEN_ZIP as problem:
        raise Refusal("INTAKE_DAMAGED", file=path.name, detail=str(problem)[:200]) from None
    folders = [name.removesuffix(APPLICATION) for name in names if name.endswith("/" + APPLICATION)]
    return folders[0] if APPLICATION not in names and len(folders) == 1 and folders[0].count("/") == 1 else ""


def content_of(path: Path, most: int = LARGEST_FILE) -> bytes:
    """A file's bytes, at most so many. Refusal FILE_NOT_READABLE, FILE_TOO_LARGE."""
    try:
        return _bounded(path, most)
    except OSError:
        raise Refusal("FILE_NOT_READABLE", file=path.name) from None


def _bounded(path: Path, most: int) -> bytes:
    with path.open("rb") as stream:
        read = stream.read(most + 1)
    if len(read) > most:
        raise Refusal("FILE_TOO_LARGE", file=path.name, most=most >> 20)
    return read


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is no number")


def _no_twins(pairs: list[tuple[str, object]]) -> dict[str, object]:
    read = dict(pairs)
    if len(read) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return read
