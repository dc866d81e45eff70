"""Photographs ready for the page: made once, kept by hash in a folder that may be deleted at any time."""

from dataclasses import dataclass
from pathlib import Path

from certapp.imaging.picture import PreparedPicture, inspect, prepare
from certapp.model.errors import Refusal
from certapp.model.files import write_atomically
from certapp.register.attachments import AttachmentStore
from certapp.service.office import Office

FOLDER = "prepared"


def shelf_of(office: Office) -> "PhotographShelf":
    """The office's prepared photographs."""
    return PhotographShelf(office.attachments, office.folder.path / FOLDER)


@dataclass(frozen=True)
class PhotographShelf:
    """Prepared photographs of an office, by the SHA-256 of the photograph they were made from."""

    attachments: AttachmentStore
    folder: Path

    def prepared(self, sha256: str) -> PreparedPicture:
        """Upright, sRGB, without metadata, of printing size. Refusals of the attachment store and the decoder."""
        kept = self.folder / f"{sha256}.jpg"
        try:
            jpeg = kept.read_bytes()
            facts = inspect(jpeg)
            return PreparedPicture(jpeg, facts.width_px, facts.height_px)
        except (OSError, Refusal):
            made = prepare(self.attachments.get(sha256))
            self.folder.mkdir(parents=True, exist_ok=True)
            write_atomically(kept, made.jpeg)
            return made

    def for_page(self, sha256: str) -> tuple[bytes, int, int]:
        """The same as JPEG, width and height in pixels: what the printed form asks for."""
        made = self.prepared(sha256)
        return made.jpeg, made.width_px, made.height_px
