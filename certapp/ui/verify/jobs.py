"""What is to be checked as jobs of the queue: a code, a file, a picture, what the camera has read."""

from collections.abc import Mapping

from PySide6.QtGui import QImage

from certapp.service.many import Asked
from certapp.service.reading import Codes
from certapp.service.reading_apart import ReadApart
from certapp.service.verifying import (
    FileVerdict,
    is_picture,
    verify_bytes,
    verify_codes,
    verify_file,
    verify_picture_after,
    verify_text,
)
from certapp.trust.judge import Withdrawn
from certapp.trust.view import TrustView
from certapp.ui.common.pixels import png_of
from certapp.ui.common.words import _
from certapp.ui.verify.checking import BESIDE, Checked, Job


def code_job(text: str, way: str, last: Checked | None) -> Job:
    """A code by itself; one with a picture beside the certificate that was shown last."""
    if last is not None and is_picture(text) and last.found.pdf is None:
        before = last.found
        return Job(_("Code"), lambda view, now, gone: verify_picture_after(text, before, view, now, gone), BESIDE)
    return Job(_("Code"), lambda view, now, gone: verify_text(text, view, now, gone), way)


def camera_job(codes: Codes) -> Job:
    """What the camera has read."""
    return Job(_("Camera"), lambda view, now, gone: verify_codes(codes, view, now, gone), "camera")


def asked_job(asked: Asked, reader: ReadApart) -> Job:
    """A file, or a line of a list."""
    path = asked.path
    if path is None:
        return Job(asked.name, lambda view, now, gone: verify_text(asked.text, view, now, gone))
    return Job(path.name, lambda view, now, gone: verify_file(path, view, now, gone, reader), "file", path)


def picture_job(image: QImage, reader: ReadApart) -> Job:
    """A picture in memory."""

    def judge(view: TrustView, now: int, withdrawn: Mapping[bytes, Withdrawn]) -> FileVerdict:
        return verify_bytes(png_of(image), view, now, withdrawn, reader)

    return Job(_("Picture"), judge, "picture")
