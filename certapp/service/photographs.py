"""Photographs ready for the page: made once, kept by hash in a folder that may be deleted at any time."""

import json
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from certapp.imaging.framing import AS_IT_CAME, Framing
from certapp.imaging.likeness import BLURRED, Impression, near_equal
from certapp.imaging.picture import PreparedPicture, inspect
from certapp.model.errors import Refusal
from certapp.model.files import write_atomically
from certapp.model.findings import Finding, Weight
from certapp.register.attachments import AttachmentStore
from certapp.service.office import Office
from certapp.service.pictures_apart import pictures_apart

FOLDER = "prepared"
SHORTEST_SIDE_PX: Final = 600
"""Below this a photograph is not taken in."""
PRINT_SIDES_PX: Final = (1063, 1417)
"""9 x 12 cm at 300 dpi: with less a photograph looks coarse in print."""
_making = threading.Lock()
"""One picture at a time: none is made twice, and of 50 million pixels no more than one is in memory."""


@dataclass(frozen=True)
class Seen:
    """What is known of a photograph as it is framed: width and height in pixels at full size, and its likeness."""

    width_px: int
    height_px: int
    likeness: Impression


@dataclass(frozen=True)
class Framed:
    """A photograph of an application: the path of its row, its file's name, which file, and how it is seen."""

    row_path: str
    name: str
    sha256: str
    framing: Framing
    seen: Seen


def shelf_of(office: Office) -> "PhotographShelf":
    """The office's prepared photographs."""
    return PhotographShelf(office.attachments, office.folder.path / FOLDER)


@dataclass(frozen=True)
class PhotographShelf:
    """Prepared photographs of an office, by the SHA-256 of the photograph they were made from, and its framing."""

    attachments: AttachmentStore
    folder: Path

    def prepared(self, sha256: str, framing: Framing = AS_IT_CAME) -> PreparedPicture:
        """Upright, framed, sRGB, without metadata, of printing size. Refusals of the attachments and the decoder."""
        return self._prepared(sha256, framing, lambda: self.attachments.get(sha256))

    def for_page(self, sha256: str) -> tuple[bytes, int, int]:
        """The same as JPEG, width and height in pixels: what the printed form asks for."""
        made = self.prepared(sha256)
        return made.jpeg, made.width_px, made.height_px

    def seen(self, sha256: str, content: bytes | None = None, framing: Framing = AS_IT_CAME) -> Seen:
        """What is known of a photograph, which is prepared on the way; `content` where it is at hand.

        Refusals as of `prepared`.
        """
        return self.looked_at(sha256, framing, lambda: self.attachments.get(sha256) if content is None else content)

    def looked_at(self, sha256: str, framing: Framing, read: Callable[[], bytes]) -> Seen:
        """`seen` of a photograph that the office perhaps does not keep yet. Refusals of the decoder and of `read`."""
        kept = self._path(sha256, framing, "json")
        with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
            return _seen_from(json.loads(kept.read_bytes()))
        with _making:
            found = pictures_apart().look(read(), framing)
            self._keep(self._path(sha256, framing, "jpg"), found.made.jpeg)
        seen = Seen(*framing.size(*found.size), found.likeness)
        self._keep(kept, json.dumps(_seen_to(seen)).encode())
        return seen

    def same(self, sha256: str, framing: Framing, leaving: str) -> None:
        """What was prepared of a photograph also serves for the copy of it that leaves the house."""
        kept = self._path(leaving, AS_IT_CAME, "jpg")
        if not kept.exists():
            self._keep(kept, self.prepared(sha256, framing).jpeg)

    def _prepared(self, sha256: str, framing: Framing, read: Callable[[], bytes]) -> PreparedPicture:
        kept = self._path(sha256, framing, "jpg")
        with _making:
            try:
                jpeg = kept.read_bytes()
                facts = inspect(jpeg)
                return PreparedPicture(jpeg, facts.width_px, facts.height_px)
            except (OSError, Refusal):
                made = pictures_apart().look(read(), framing).made
                self._keep(kept, made.jpeg)
                return made

    def _path(self, sha256: str, framing: Framing, ending: str) -> Path:
        return self.folder / f"{'_'.join(filter(None, (sha256, framing.name)))}.{ending}"

    def _keep(self, path: Path, content: bytes) -> None:
        with suppress(OSError):  # a full disk costs the time of making it again; what must be kept says so itself
            self.folder.mkdir(parents=True, exist_ok=True)
            write_atomically(path, content)


def said_of(photographs: Iterable[Framed]) -> Iterator[Finding]:
    """What is to be said of the photographs of one application: too small, coarse, blurred, the same twice."""
    before: list[Framed] = []
    for photograph in photographs:
        path = f"{photograph.row_path}.file"
        seen, params = photograph.seen, {"name": photograph.name}
        short, long = sorted((seen.width_px, seen.height_px))
        size = {**params, "width": seen.width_px, "height": seen.height_px}
        if short < SHORTEST_SIDE_PX:
            yield Finding("PHOTOGRAPH_TOO_SMALL", path, Weight.APPLICATION, {**size, "least": SHORTEST_SIDE_PX})
        elif short < PRINT_SIDES_PX[0] or long < PRINT_SIDES_PX[1]:
            wanted = {"short": PRINT_SIDES_PX[0], "long": PRINT_SIDES_PX[1]}
            yield Finding("PHOTOGRAPH_COARSE", path, Weight.LOOK, {**size, **wanted})
        if seen.likeness.sharpness < BLURRED:
            yield Finding("PHOTOGRAPH_BLURRED", path, Weight.LOOK, params)
        yield from _doubled(photograph, before)
        before.append(photograph)


def _doubled(photograph: Framed, before: list[Framed]) -> Iterator[Finding]:
    """The first of the earlier ones that is the same file or looks the same."""
    likeness = photograph.seen.likeness
    for other in before:
        same = (other.sha256, other.framing) == (photograph.sha256, photograph.framing)
        if same or near_equal(other.seen.likeness, likeness):
            params = {"name": photograph.name, "other": other.name, "place": _place(other.row_path)}
            code = "PHOTOGRAPH_TWICE" if same else "PHOTOGRAPH_ALIKE"
            yield Finding(code, f"{photograph.row_path}.file", Weight.LOOK, params)
            return


def _place(row_path: str) -> str:
    """`objects[1].photographs[0]` as a person counts: 2.1."""
    return ".".join(str(int(part.partition("]")[0]) + 1) for part in row_path.split("[")[1:])


def _seen_to(seen: Seen) -> dict[str, object]:
    likeness = seen.likeness
    return {
        "size": [seen.width_px, seen.height_px],
        "hash": likeness.hash,
        "colours": likeness.colours.hex(),
        "sharpness": likeness.sharpness,
    }


def _seen_from(kept: dict[str, object]) -> Seen:
    width, height = map(int, kept["size"])  # type: ignore[call-overload]  # checked by the conversions themselves
    likeness = Impression(int(str(kept["hash"])), bytes.fromhex(str(kept["colours"])), float(str(kept["sharpness"])))
    return Seen(width, height, likeness)
