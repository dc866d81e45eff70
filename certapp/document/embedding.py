"""A used face as PDF objects: a HarfBuzz subset in a Type0 font (ISO 32000-1, 9.7) with its ToUnicode map."""

import hashlib
import struct
from collections.abc import Iterable

import uharfbuzz as hb
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from certapp.document.pen import FaceUse

_NOT_FOR_PRINTING = (
    "GSUB",
    "GPOS",
    "GDEF",
    "BASE",
    "MATH",
    "STAT",
    "DSIG",
    "name",
    "post",
    "cmap",
    "OS/2",
    "gasp",
)
_SYMBOLIC = 4
_ZERO_WIDTH_SPACE = "\u200b"


def embed(pdf: Pdf, use: FaceUse) -> Object:
    """Adds the glyphs of `use` to `pdf` and returns the Type0 font. Same use, same bytes."""
    data, new_gids = _subset(use)
    name = Name(f"/{_tag(use)}+{use.face.name}")
    thousandth = 1000 / use.face.upem
    widths = [round(use.face.font.get_glyph_h_advance(gid) * thousandth, 2) for gid, _ in use.cids]
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=name,
        Flags=_SYMBOLIC,
        FontBBox=Array([round(edge * thousandth) for edge in _bounds(use)]),
        ItalicAngle=0,
        Ascent=round(use.face.ascent * thousandth),
        Descent=round(use.face.descent * thousandth),
        CapHeight=714,
        StemV=140 if use.face.name.endswith("Bold") else 80,
        FontFile2=pdf.make_indirect(Stream(pdf, data, Length1=len(data))),
    )
    gid_map = struct.pack(f">{len(use.cids) + 1}H", 0, *(new_gids[gid] for gid, _ in use.cids))
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=name,
        CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
        FontDescriptor=pdf.make_indirect(descriptor),
        DW=1000,
        W=Array([1, Array(widths)]),
        CIDToGIDMap=pdf.make_indirect(Stream(pdf, gid_map)),
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=name,
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(descendant)]),
            ToUnicode=pdf.make_indirect(Stream(pdf, _to_unicode(use))),
        )
    )


def _subset(use: FaceUse) -> tuple[bytes, dict[int, int]]:
    wanted = hb.SubsetInput()
    wanted.glyph_set.update({gid for gid, _ in use.cids})
    wanted.drop_table_tag_set.update({int.from_bytes(tag.encode(), "big") for tag in _NOT_FOR_PRINTING})
    wanted.flags = hb.SubsetFlags.NO_LAYOUT_CLOSURE | hb.SubsetFlags.NO_BIDI_CLOSURE
    plan = hb.SubsetPlan(use.face.font.face, wanted)
    new_gids = plan.old_to_new_glyph_mapping
    return bytes(plan.execute().blob.data), {gid: int(new_gids[gid]) for gid, _ in use.cids}


def _tag(use: FaceUse) -> str:
    """Six letters that differ where the subset differs (ISO 32000-1, 9.6.4)."""
    digest = hashlib.sha256(repr(list(use.cids)).encode()).digest()
    return "".join(chr(ord("A") + byte % 26) for byte in digest[:6])


def _bounds(use: FaceUse) -> tuple[int, ...]:
    """xMin, yMin, xMax, yMax of the OpenType table `head`."""
    return struct.unpack_from(">4h", bytes(use.face.font.face.reference_table("head").data), 36)


def _to_unicode(use: FaceUse) -> bytes:
    # A glyph whose character a neighbour stands for says nothing, but must be in the map (ISO 19005-3, 6.2.11.7).
    pairs = [(cid, text or _ZERO_WIDTH_SPACE) for (_, text), cid in use.cids.items()]
    body = "\n".join(_blocks(f"<{cid:04X}> <{text.encode('utf-16-be').hex().upper()}>" for cid, text in pairs))
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        f"{body}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode("ascii")


def _blocks(rows: Iterable[str]) -> Iterable[str]:
    lines = list(rows)
    for start in range(0, len(lines), 100):
        block = lines[start : start + 100]
        yield f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar"
