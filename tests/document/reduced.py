"""Copies of our files that checkers of lower standards know: without forms and files, and said to be of level b.

Pages, fonts, colours, structure and words of the metadata stay; so does what an archive adds behind the signature.
"""

import io
import re

import pikepdf
from pikepdf import Dictionary, Name, Pdf, Stream


def for_pikepdf(pdf: bytes) -> bytes:
    """PDF/A-3b, for pikepdf's own check."""
    return _saved(_reduced(pdf, "3"), "1.7")


def for_preflight(pdf: bytes) -> bytes:
    """PDF/A-1b, for Apache PDFBox Preflight.

    Also with the set of glyphs that part 1 asks of each font (6.3.5), and its profile, of ICC version 4, said to be of
    the only one that part 1 knows (6.2.2).
    """
    file = _reduced(pdf, "1")
    for intent in file.Root.OutputIntents:
        profile = bytearray(intent.DestOutputProfile.read_bytes())
        profile[8] = 2
        intent.DestOutputProfile.write(bytes(profile))
    for font in (each for each in file.objects if _is_subset(each)):
        widths = font.W[1]
        bits = bytearray(len(widths) // 8 + 1)
        for cid in range(len(widths) + 1):
            bits[cid >> 3] |= 0x80 >> (cid & 7)
        font.FontDescriptor.CIDSet = file.make_indirect(Stream(file, bytes(bits)))
    return _saved(file, "1.4")


def _is_subset(item: pikepdf.Object) -> bool:
    return isinstance(item, Dictionary) and item.get(Name.Subtype) == Name.CIDFontType2


def _reduced(pdf: bytes, part: str) -> Pdf:
    file = Pdf.open(io.BytesIO(pdf))
    for key in (Name.AcroForm, Name.AF, Name.Names, Name.Perms):
        if key in file.Root:
            del file.Root[key]
    for page in file.pages:
        if Name.Annots in page.obj:
            del page.obj[Name.Annots]
    packet = file.Root.Metadata.read_bytes().decode()
    packet = re.sub(r"<rdf:Description rdf:about=\"\" xmlns:pdfaExtension.*?</rdf:Description>", "", packet, flags=re.S)
    packet = re.sub(r"<pdfuaid:part>1</pdfuaid:part>", "", packet)
    packet = re.sub(r"\s+xmlns:pdfuaid=\"[^\"]*\"", "", packet)
    packet = packet.replace("<pdfaid:conformance>A<", "<pdfaid:conformance>B<")
    packet = packet.replace("<pdfaid:part>3<", f"<pdfaid:part>{part}<")
    file.Root.Metadata.write(packet.encode())
    file.remove_unreferenced_resources()
    return file


def _saved(file: Pdf, version: str) -> bytes:
    out = io.BytesIO()
    file.save(
        out,
        compress_streams=False,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
        fix_metadata_version=False,
        force_version=version,
    )
    return out.getvalue()
