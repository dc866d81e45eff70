"""One pass over the drawn pages: fonts, pictures, structure, colours, title, dates, attachments, signature field.

The result is PDF/A-3, level a (ISO 19005-3), and PDF/UA-1 (ISO 14289-1) at once.

Everything that could differ from run to run (dates, file id) is taken from the record or from the content.
"""

import io
import struct
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.sax.saxutils import escape

from pikepdf import (
    Array,
    AttachedFileSpec,
    Dictionary,
    Name,
    Object,
    ObjectStreamMode,
    Page,
    Pdf,
    Stream,
    StreamDecodeLevel,
)

from certapp import __name__ as product
from certapp.document.described import Described
from certapp.document.embedding import embed
from certapp.document.language import PageLanguage
from certapp.document.names import SIGNATURE_FIELD
from certapp.document.pen import HEIGHT, MM, Drawing, Rect
from certapp.document.structure import write_structure
from certapp.formdef.printed import Attachment
from certapp.paths import RESOURCES

_EXTENSION = """\
  <rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
    xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
   <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
    <pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
    <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
    <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
    <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
     <pdfaProperty:name>part</pdfaProperty:name>
     <pdfaProperty:valueType>Integer</pdfaProperty:valueType>
     <pdfaProperty:category>internal</pdfaProperty:category>
     <pdfaProperty:description>Part of ISO 14289 to which the file conforms</pdfaProperty:description>
    </rdf:li></rdf:Seq></pdfaSchema:property>
   </rdf:li></rdf:Bag></pdfaExtension:schemas>
  </rdf:Description>"""
"""PDF/A knows no property of PDF/UA, so that the file must explain it (ISO 19005-3, 6.6.2.3)."""
_COLOURS = {1: Name.DeviceGray, 3: Name.DeviceRGB, 4: Name.DeviceCMYK}


@dataclass(frozen=True)
class SignaturePlace:
    """Where the signature shows: `page` counts from 0; no `place`, no visible signature."""

    page: int
    place: Rect | None


def finish(drawing: Drawing, printed: Described, signature: SignaturePlace | None) -> bytes:
    """The finished, unsigned PDF 1.7. Same input, same bytes."""
    with Pdf.open(io.BytesIO(drawing.pdf)) as pdf:
        stored = _attach(pdf, printed.attachments, _moment(printed))
        _give_resources(pdf, drawing)
        _describe(pdf, printed)
        widget = _prepare_signature(pdf, signature, printed) if signature else None
        write_structure(pdf, drawing.structure, widget)
        pdf.remove_unreferenced_resources()
        return written(pdf, stored)


def give_fonts_and_pictures(drawing: Drawing) -> bytes:
    """The pages of `drawing` as a PDF that holds its fonts and pictures, and nothing else."""
    with Pdf.open(io.BytesIO(drawing.pdf)) as pdf:
        _give_resources(pdf, drawing)
        pdf.remove_unreferenced_resources()
        return written(pdf, frozenset())


def written(pdf: Pdf, stored: frozenset[tuple[int, int]]) -> bytes:
    """Saves `pdf`; every stream without a filter is deflated, except those in `stored`."""
    for item in pdf.objects:
        if isinstance(item, Stream) and Name.Filter not in item and item.objgen not in stored:
            item.write(zlib.compress(item.read_raw_bytes(), 9), filter=Name.FlateDecode)
    output = io.BytesIO()
    pdf.save(
        output,
        deterministic_id=True,
        compress_streams=False,
        stream_decode_level=StreamDecodeLevel.none,
        object_stream_mode=ObjectStreamMode.disable,
        fix_metadata_version=False,
        force_version="1.7",
    )
    return output.getvalue()


def _give_resources(pdf: Pdf, drawing: Drawing) -> None:
    fonts = Dictionary({f"/{use.resource}": embed(pdf, use) for use in drawing.faces})
    pictures = {name: pdf.make_indirect(_picture(pdf, jpeg)) for name, jpeg in drawing.pictures.items()}
    for page in pdf.pages:
        own = page.obj.get(Name.Resources, Dictionary()).get(Name.XObject, Dictionary())
        content = page.Contents.read_bytes()
        drawn = {f"/{name}": picture for name, picture in pictures.items() if f"/{name} Do".encode() in content}
        page.obj.Resources = Dictionary(Font=fonts, XObject=Dictionary({**dict(own.items()), **drawn}))
        for key in ("/Trans", "/Rotate"):
            if key in page.obj:
                del page.obj[key]
        for form in own.values():
            form.Resources = Dictionary()


def _picture(pdf: Pdf, jpeg: bytes) -> Stream:
    width, height, components = jpeg_frame(jpeg)
    picture = Stream(pdf, b"")
    picture.write(jpeg, filter=Name.DCTDecode)
    picture.stream_dict.update(
        Dictionary(
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=width,
            Height=height,
            ColorSpace=_COLOURS[components],
            BitsPerComponent=8,
        )
    )
    return picture


def jpeg_frame(jpeg: bytes) -> tuple[int, int, int]:
    """Width, height and number of components from the frame header (ITU-T T.81, B.2.2).

    ValueError where there is none: our own pictures were prepared by `imaging`, so that would be a fault.
    """
    position = 2
    while jpeg[:2] == b"\xff\xd8" and position + 9 < len(jpeg) and jpeg[position] == 0xFF:
        marker, length = jpeg[position + 1], int.from_bytes(jpeg[position + 2 : position + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width, components = struct.unpack_from(">HHB", jpeg, position + 5)
            return width, height, components
        position += 2 + length
    raise ValueError("not a prepared JPEG")


def _attach(pdf: Pdf, attachments: tuple[Attachment, ...], moment: datetime) -> frozenset[tuple[int, int]]:
    """Puts the files in, as associated files of the document (ISO 32000-2, 14.13); returns those to store as
    they are, for deflating a JPEG only costs time."""
    stored: list[tuple[int, int]] = []
    specifications = []
    for attachment in attachments:
        specification = AttachedFileSpec(
            pdf,
            attachment.content,
            filename=attachment.name,
            description=attachment.description,
            mime_type=attachment.mime,
            relationship=Name(f"/{attachment.relationship}"),
            creation_date=_pdf_date(moment),
            mod_date=_pdf_date(moment),
        )
        pdf.attachments[attachment.name] = specification
        specifications.append(pdf.attachments[attachment.name].obj)
        if attachment.mime == "image/jpeg":
            stored.append(specifications[-1].EF.F.objgen)
    if specifications:
        pdf.Root.AF = Array(specifications)
    return frozenset(stored)


def _describe(pdf: Pdf, printed: Described) -> None:
    language = PageLanguage(printed.language)
    title = " ".join(filter(None, [printed.title, printed.number]))
    moment = _moment(printed)
    root = pdf.Root
    root.Lang = printed.language
    root.ViewerPreferences = Dictionary(
        DisplayDocTitle=True,
        Direction=Name.R2L if language.right_to_left else Name.L2R,
        PrintScaling=Name("/None"),
    )
    for key in (Name.PageMode, Name.Outlines):
        if key in root:
            del root[key]
    pdf.trailer.Info = pdf.make_indirect(
        Dictionary(
            Title=title,
            Author=printed.authority,
            Creator=product,
            Producer=product,
            CreationDate=_pdf_date(moment),
            ModDate=_pdf_date(moment),
        )
    )
    root.OutputIntents = Array([_colours(pdf)])
    metadata = Stream(pdf, _xmp(title, printed, moment))
    metadata.stream_dict.Type, metadata.stream_dict.Subtype = Name.Metadata, Name.XML
    root.Metadata = pdf.make_indirect(metadata)


def _colours(pdf: Pdf) -> Object:
    """What red, green and blue mean on these pages: sRGB, by the profile in resources/colour."""
    profile = Stream(pdf, (RESOURCES / "colour" / "sRGB.icc").read_bytes(), N=3)
    return pdf.make_indirect(
        Dictionary(
            Type=Name.OutputIntent,
            S=Name.GTS_PDFA1,
            OutputConditionIdentifier="sRGB",
            Info="sRGB IEC61966-2.1",
            DestOutputProfile=pdf.make_indirect(profile),
        )
    )


def _xmp(title: str, printed: Described, moment: datetime) -> bytes:
    date = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
    xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
   <pdfaid:part>3</pdfaid:part>
   <pdfaid:conformance>A</pdfaid:conformance>
   <pdfuaid:part>1</pdfuaid:part>
   <dc:format>application/pdf</dc:format>
   <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(title)}</rdf:li></rdf:Alt></dc:title>
   <dc:creator><rdf:Seq><rdf:li>{escape(printed.authority)}</rdf:li></rdf:Seq></dc:creator>
   <dc:language><rdf:Bag><rdf:li>{escape(printed.language)}</rdf:li></rdf:Bag></dc:language>
   <xmp:CreatorTool>{product}</xmp:CreatorTool>
   <xmp:CreateDate>{date}</xmp:CreateDate>
   <xmp:ModifyDate>{date}</xmp:ModifyDate>
   <pdf:Producer>{product}</pdf:Producer>
  </rdf:Description>
{_EXTENSION}
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>
""".encode()


def _prepare_signature(pdf: Pdf, signature: SignaturePlace, printed: Described) -> Object:
    """An empty signature field, so that signing fills a place in the file rather than making one."""
    page: Page = pdf.pages[signature.page]
    place = signature.place
    corners = [0.0, 0.0, 0.0, 0.0]
    if place:
        corners = [
            place.x * MM,
            (HEIGHT - place.y - place.height) * MM,
            (place.x + place.width) * MM,
            (HEIGHT - place.y) * MM,
        ]
    appearance = Stream(pdf, b"")
    appearance.stream_dict.update(
        Dictionary(
            Type=Name.XObject,
            Subtype=Name.Form,
            BBox=Array([0, 0, round(corners[2] - corners[0], 2), round(corners[3] - corners[1], 2)]),
            Resources=Dictionary(),
        )
    )
    print_and_lock = 4 | 128
    widget = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Sig,
            T=SIGNATURE_FIELD,
            TU=printed.authority,
            F=print_and_lock,
            Rect=Array([round(corner, 2) for corner in corners]),
            P=page.obj,
            AP=Dictionary(N=pdf.make_indirect(appearance)),
        )
    )
    page.obj.Annots = Array([widget])
    pdf.Root.AcroForm = pdf.make_indirect(Dictionary(Fields=Array([widget]), SigFlags=0))
    return widget


def _moment(printed: Described) -> datetime:
    return datetime.fromtimestamp(printed.dated, UTC)


def _pdf_date(moment: datetime) -> str:
    return moment.strftime("D:%Y%m%d%H%M%SZ")
