"""The segments of a JPEG file (ITU-T T.81 annex B): taking out those that are not the picture, without loss."""

from typing import Final

_START, _END = b"\xff\xd8", b"\xff\xd9"
_START_OF_SCAN: Final = 0xDA
_COMMENT: Final = 0xFE
_APPLICATION: Final = range(0xE0, 0xF0)
_OF_THE_PICTURE: Final = frozenset({0xE0, 0xE2, 0xEE})
"""APP0 (JFIF), APP2 (colour profile), APP14 (Adobe's colour transform): without them colours may change."""


def without_metadata(jpeg: bytes) -> bytes | None:
    """The file without EXIF, XMP, comments and anything behind its end; None where it is not built as expected."""
    kept, at = [_START], len(_START)
    while True:
        if jpeg[at : at + 1] != b"\xff" or at + 4 > len(jpeg):
            return None
        kind = jpeg[at + 1]
        after = at + 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
        if kind == _START_OF_SCAN:
            break
        if kind != _COMMENT and (kind not in _APPLICATION or kind in _OF_THE_PICTURE):
            kept.append(jpeg[at:after])
        at = after
    end = jpeg.find(_END, at)
    # A marker inside the scans is always escaped, so the first end is the end; what follows is not the picture.
    return None if end < 0 else b"".join((*kept, jpeg[at : end + len(_END)]))
