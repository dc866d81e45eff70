"""Pictures that a list names, found among the files at hand: by name, in any case, with or without the ending."""

from collections.abc import Callable, Iterable
from pathlib import Path

from certapp.model.errors import Refusal
from certapp.service.intake import LARGEST_FILE

MOST_FILES = 20_000
ENDINGS = (".jpg", ".jpeg", ".png", ".heic", ".heif", ".tif", ".tiff", ".webp")


class Pictures:
    """Files by plain name and how each is read. A name is only ever looked up here, never opened as a path.

    endings: of which kinds they are.
    """

    def __init__(
        self, names: Iterable[str], read: Callable[[str], bytes | None], endings: tuple[str, ...] = ENDINGS
    ) -> None:
        self.read = read
        self._by_name: dict[str, str] = {}
        self._by_stem: dict[str, set[str]] = {}
        for name in names:
            if name.lower().endswith(endings):
                self._by_name.setdefault(name.casefold(), name)
                self._by_stem.setdefault(name.rpartition(".")[0].casefold(), set()).add(name)

    @property
    def names(self) -> tuple[str, ...]:
        """All of them."""
        return tuple(self._by_name.values())

    def find(self, wanted: str) -> str | None:
        """The file a list means, None where there is none. Refusal LIST_PICTURE_OUTSIDE, LIST_PICTURE_IN_TWO_WAYS."""
        parts = wanted.replace("\\", "/").split("/")
        if ".." in parts:
            raise Refusal("LIST_PICTURE_OUTSIDE", name=wanted[:120])
        name = parts[-1].strip().casefold()
        if name in self._by_name:
            return self._by_name[name]
        fitting = self._by_stem.get(name, set())
        if len(fitting) > 1:
            raise Refusal("LIST_PICTURE_IN_TWO_WAYS", name=wanted[:120])
        return next(iter(fitting), None)


def pictures_in(folder: Path, endings: tuple[str, ...] = ENDINGS) -> Pictures:
    """The picture files of a folder, not of those below it. Refusals LIST_PICTURES_TOO_MANY,
    FILE_TOO_LARGE, FILE_NOT_READABLE.
    """
    try:
        names = []
        for path in folder.iterdir():
            if path.is_file() and not path.is_symlink():
                names.append(path.name)
            if len(names) > MOST_FILES:
                raise Refusal("LIST_PICTURES_TOO_MANY", most=MOST_FILES)
    except OSError:
        raise Refusal("FILE_NOT_READABLE", file=folder.name) from None

    def read(name: str) -> bytes | None:
        try:
            with (folder / name).open("rb") as stream:
                content = stream.read(LARGEST_FILE + 1)
        except OSError:
            raise Refusal("FILE_NOT_READABLE", file=name) from None
        if len(content) > LARGEST_FILE:
            raise Refusal("FILE_TOO_LARGE", file=name, most=LARGEST_FILE >> 20)
        return content

    return Pictures(sorted(names), read, endings)
