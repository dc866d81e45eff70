"""A signed PDF taken apart and put together again, byte by byte: what the attacks on it are built with."""

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

Attack = Callable[[bytes], bytes]
_RANGE = re.compile(rb"/ByteRange \[0 (\d+) (\d+) (\d+)\] *")
_START = re.compile(rb"startxref\n(\d+)\n")
_SIZE = re.compile(rb"/Size (\d+)")


@dataclass(frozen=True)
class Signed:
    """The parts of a file as the product signs it: `before` < digits > `after`."""

    before: bytes
    digits: bytes
    after: bytes

    @classmethod
    def of(cls, pdf: bytes) -> "Signed":
        """Taken apart by its own byte range."""
        found = next(_RANGE.finditer(pdf))
        before, resume, _ = (int(number) for number in found.groups())
        return cls(pdf[:before], pdf[before + 1 : resume - 1], pdf[resume:])

    @property
    def container(self) -> bytes:
        """The CMS container, without the zeros behind it."""
        padded = bytes.fromhex(self.digits.decode("ascii"))
        return padded[: 4 + int.from_bytes(padded[2:4], "big")]

    def with_digits(self, digits: bytes) -> bytes:
        """The file with other digits, whatever becomes of its byte range."""
        return self.before + b"<" + digits + b">" + self.after

    def with_container(self, container: bytes) -> bytes:
        """The file with another container in the same room."""
        return self.with_digits(container.hex().upper().encode().ljust(len(self.digits), b"0"))


def with_range(pdf: bytes, written: bytes) -> bytes:
    """The file with something else where its byte range stood, in the same room where it fits."""
    found = next(_RANGE.finditer(pdf))
    room = found.end() - found.start()
    return pdf[: found.start()] + written.ljust(room) + pdf[found.end() :]


def last_start(pdf: bytes) -> int:
    """Where the newest cross-reference table stands."""
    return int(_START.findall(pdf)[-1])


def size(pdf: bytes) -> int:
    """The number of objects that the newest trailer tells."""
    return int(_SIZE.findall(pdf)[-1])


def update(
    pdf: bytes,
    objects: Mapping[int, bytes],
    *,
    root: int = 1,
    table: bool = True,
    trailer: bool = True,
    free: tuple[int, ...] = (),
    extra: bytes = b"",
) -> bytes:
    """`pdf` with an incremental update written by hand: new bodies by object number, `free` ones given up."""
    written = bytearray(pdf if pdf.endswith(b"\n") else pdf + b"\n")
    entries = dict.fromkeys(free, b"0000000000 00001 f \n")
    for number, body in objects.items():
        entries[number] = b"%010d 00000 n \n" % len(written)
        written += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(written)
    if table:
        written += b"xref\n0 1\n0000000000 65535 f \n"
        for number in sorted(entries):
            written += b"%d 1\n%s" % (number, entries[number])
    if trailer:
        last = max([size(pdf) - 1, *objects]) + 1
        written += b"trailer\n<< /Size %d /Root %d 0 R /Prev %d %s>>\n" % (last, root, last_start(pdf), extra)
        written += b"startxref\n%d\n%%%%EOF\n" % start
    return bytes(written)


def added(change: Callable[[IncrementalPdfFileWriter], object]) -> Attack:
    """An attack by an orderly incremental update, which leaves the signed bytes as they are."""

    def attack(pdf: bytes) -> bytes:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        change(writer)
        output = io.BytesIO()
        writer.write(output)
        return output.getvalue()

    return attack
