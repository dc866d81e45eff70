"""Files that ask for more time or memory than there is: small on the disk, endless to whoever reads them."""

import io
import struct
import zlib

import pikepdf
from pikepdf import Dictionary, Name


def pdf_without_end(levels: int = 28) -> bytes:
    """A page that draws a picture that draws another twice, and so on: 2 to the power of `levels` drawings."""
    with pikepdf.new() as file:
        file.add_blank_page(page_size=(595, 842))
        inner = file.make_stream(b"0 0 m 500 800 l 3 900 l S " * 40)
        inner.stream_dict.update(Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 595, 842]))
        for _ in range(levels):
            outer = file.make_stream(b"q /X Do Q q /X Do Q")
            outer.stream_dict.update(Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 595, 842]))
            outer.Resources = Dictionary(XObject=Dictionary(X=inner))
            inner = outer
        file.pages[0].Resources = Dictionary(XObject=Dictionary(X=inner))
        file.pages[0].Contents = file.make_stream(b"/X Do")
        return _saved(file)


def pdf_of_a_gigabyte() -> bytes:
    """A page whose content is a gigabyte of nothing, packed into a megabyte."""
    with pikepdf.new() as file:
        file.add_blank_page(page_size=(595, 842))
        packer = zlib.compressobj(9)
        packed = b"".join(packer.compress(b"1 0 0 1 0 0 cm " * (1 << 16)) for _ in range(1040)) + packer.flush()
        content = pikepdf.Stream(file, b"")
        content.write(packed, filter=Name.FlateDecode)
        file.pages[0].Contents = file.make_indirect(content)
        return _saved(file)


def png_of_49_megapixels() -> bytes:
    """A picture just below the bound on pixels, of sixteen bits and four channels: 400 MB in memory."""
    width = height = 7000

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    packer = zlib.compressobj(9)
    row = bytes(1 + width * 8)
    pixels = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 16, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def _saved(file: pikepdf.Pdf) -> bytes:
    output = io.BytesIO()
    file.save(output, deterministic_id=True, compress_streams=False)
    return output.getvalue()
