"""Shadow attacks (Mainka and others, 2021): a file is prepared, signed by one who sees nothing wrong, then turned.

Each is kept in both states. Even as prepared, before anything is turned, the file must be refused: the program signs
only what it has just made itself, so this stands for a key used by other means.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner
from pyhanko.stamp.noop import NoOpStampStyle

from certapp.document.signing import KeySigner
from tests.bad.pdf_attacks import annotation, content_number
from tests.bad.pdf_parts import Attack, added, size, update
from tests.document.conftest import make_key

EXTENDED, FOREIGN = "PDF_EXTENDED", "PDF_FOREIGN_CONTENT"


@dataclass(frozen=True)
class Shadow:
    """How the unsigned file is prepared, how the signed one is turned, and what the prepared one is refused for."""

    prepare: Attack
    turn: Attack
    code: str = FOREIGN


def prepared(change: Callable[[Pdf], object]) -> Attack:
    """A change of the unsigned file by an orderly tool."""

    def prepare(pdf: bytes) -> bytes:
        with pikepdf.open(io.BytesIO(pdf)) as file:
            change(file)
            output = io.BytesIO()
            file.save(output, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
            return output.getvalue()

    return prepare


def _look(file: Pdf, drawing: bytes) -> Stream:
    look = Stream(file, drawing)
    look.stream_dict.update(Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 595, 842]))
    return look


def _cover(file: Pdf) -> None:
    """Hide: what is to be signed lies over what is to be shown; the cover is an annotation."""
    cover = Dictionary(Type=Name.Annot, Subtype=Name.Square, Rect=[0, 0, 595, 842], F=4)
    cover.AP = Dictionary(N=_look(file, b"1 g 0 0 595 842 re f"))
    file.pages[0].Annots.append(file.make_indirect(cover))


def _uncover(writer: IncrementalPdfFileWriter) -> None:
    page = writer.root["/Pages"]["/Kids"].raw_get(0)
    notes = page.get_object()["/Annots"]
    page.get_object()["/Annots"] = generic.ArrayObject([notes.raw_get(0)])
    writer.mark_update(page)


def _layer(file: Pdf) -> None:
    """Hide: an optional content group that one viewer shows and another does not."""
    group = file.make_indirect(Dictionary(Type=Name.OCG, Name="Layer"))
    file.Root.OCProperties = Dictionary(OCGs=[group], D=Dictionary(ON=[group], Order=[group]))
    file.pages[0].Resources.Properties = Dictionary(MC0=group)


def _switch_layer(writer: IncrementalPdfFileWriter) -> None:
    state = writer.root["/OCProperties"]["/D"]
    state["/OFF"] = state["/ON"]
    writer.update_root()


def _layered_picture(file: Pdf) -> None:
    """Hide: the group is named by a picture alone, not by the catalogue."""
    look = _look(file, b"1 g 0 0 595 842 re f")
    look.OC = file.make_indirect(Dictionary(Type=Name.OCG, Name="Layer"))
    file.pages[0].Resources.XObject["/Cover"] = look


def _picture_from_elsewhere(file: Pdf) -> None:
    """Replace: a stream whose bytes lie in another file (ISO 32000-1, 7.3.8.2)."""
    look = _look(file, b"")
    look.stream_dict["/F"] = Dictionary(Type=Name.Filespec, F="cover.bin", UF="cover.bin")
    file.pages[0].Resources.XObject["/Cover"] = look


def _alternate_picture(file: Pdf) -> None:
    """Replace: a picture with another for the printer (ISO 32000-1, 8.9.5.4)."""
    picture = Stream(file, b"\xff")
    picture.stream_dict.update(Dictionary(Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1, BitsPerComponent=8))
    picture.ColorSpace = Name.DeviceGray
    picture.Alternates = Array([Dictionary(Image=_look(file, b""), DefaultForPrinting=True)])
    file.pages[0].Resources.XObject["/Cover"] = file.make_indirect(picture)


def _text_field(file: Pdf) -> None:
    """Replace: a text field whose appearance differs from its value, which a viewer draws anew."""
    field = Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T="Owner", V="A", Rect=[9, 9, 300, 40])
    field.AP = Dictionary(N=_look(file, b""))
    shown = file.make_indirect(field)
    file.Root.AcroForm.Fields.append(shown)
    file.pages[0].Annots.append(shown)


def _fill(writer: IncrementalPdfFileWriter) -> None:
    field = writer.root["/AcroForm"]["/Fields"].raw_get(1)
    field.get_object()["/V"] = generic.pdf_string("B")
    writer.mark_update(field)


def _second_form(file: Pdf) -> None:
    """Replace: a form in XML beside the pages, which some viewers show instead of them."""
    file.Root.AcroForm.XFA = file.make_stream(b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'/>")


def _new_font(writer: IncrementalPdfFileWriter) -> None:
    """Replace: the same characters, drawn by glyphs of another font."""
    fonts = writer.root["/Pages"]["/Kids"][0]["/Resources"]["/Font"]
    font = fonts.raw_get(next(iter(fonts)))
    plain = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Courier"}
    dictionary = font.get_object()
    for key in list(dictionary):
        del dictionary[key]
    dictionary.update({pdf_name(key): pdf_name(value) for key, value in plain.items()})
    writer.mark_update(font)


def _shadow_document(pdf: bytes) -> bytes:
    """Hide and replace: a second catalogue with pages of its own waits in the file, unused."""
    first = size(pdf)
    return update(
        pdf,
        {
            first: b"<< /Type /Catalog /Pages %d 0 R >>" % (first + 1),
            first + 1: b"<< /Type /Pages /Count 1 /Kids [%d 0 R] >>" % (first + 2),
            first + 2: b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842] >>" % (first + 1),
        },
    )


def _in_one_revision(prepare: Attack) -> Attack:
    """The same objects, written as one revision, so that their number betrays nothing."""

    def prepared_once(pdf: bytes) -> bytes:
        extended = prepare(pdf)
        with pikepdf.open(io.BytesIO(extended)) as file:
            waiting = [file.get_object((number, 0)) for number in range(size(pdf), size(extended))]
            file.trailer["/Waiting"] = Array(waiting)
            output = io.BytesIO()
            file.save(output, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        return output.getvalue().replace(b"/Waiting", b"/Nothing")

    return prepared_once


def _turn_to_shadow(pdf: bytes) -> bytes:
    """Nothing but a table and a trailer that names the other catalogue."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        catalogues = [
            item.objgen[0]
            for item in file.objects
            if isinstance(item, Dictionary) and item.get(Name.Type) == Name.Catalog
        ]
        (shadow,) = set(catalogues) - {file.Root.objgen[0]}
    return update(pdf, {}, root=shadow)


def _unused_content(pdf: bytes) -> bytes:
    """Hide and replace: another content stream waits; turning swaps two entries of the table."""
    return update(pdf, {size(pdf): b"<< /Length 3 >>\nstream\nq Q\nendstream"})


def _swap_content(pdf: bytes) -> bytes:
    return update(pdf, {content_number(pdf): b"<< /Length 3 >>\nstream\nq Q\nendstream"})


def _hybrid(pdf: bytes) -> bytes:
    """Two tables in one revision: readers differ in which they believe."""
    stream = b"<< /Type /XRef /Size 1 /W [1 1 1] /Root 1 0 R /Length 3 >>\nstream\n\0\0\0\nendstream"
    extended = update(pdf, {size(pdf): stream})
    place = extended.rindex(b"%d 0 obj" % size(pdf))
    return update(pdf, {size(pdf): stream}, extra=b"/XRefStm %d " % place)


SHADOWS: dict[str, Shadow] = {
    "hide-by-annotation": Shadow(prepared(_cover), added(_uncover)),
    "hide-by-layer": Shadow(prepared(_layer), added(_switch_layer)),
    "hide-by-layered-picture": Shadow(prepared(_layered_picture), added(annotation("/FreeText"))),
    "replace-from-elsewhere": Shadow(prepared(_picture_from_elsewhere), added(annotation("/FreeText"))),
    "replace-by-alternate": Shadow(prepared(_alternate_picture), added(annotation("/FreeText"))),
    "replace-field": Shadow(prepared(_text_field), added(_fill)),
    "replace-by-second-form": Shadow(prepared(_second_form), added(_new_font)),
    "hide-and-replace": Shadow(_in_one_revision(_shadow_document), _turn_to_shadow),
    "hide-and-replace-by-update": Shadow(_shadow_document, _turn_to_shadow, EXTENDED),
    "hide-and-replace-content": Shadow(_in_one_revision(_unused_content), _swap_content),
    "hide-by-two-tables": Shadow(_hybrid, added(annotation("/FreeText")), EXTENDED),
}


def sign_whatever(pdf: bytes) -> bytes:
    """Signed as we sign, with a good key, by somebody who does not look."""
    metadata = PdfSignatureMetadata(
        field_name="Signature",
        md_algorithm="sha256",
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        subfilter=SigSeedSubFilter.PADES,
    )
    signer = PdfSigner(metadata, KeySigner(make_key()), stamp_style=NoOpStampStyle())
    signer.register_extensions = lambda pdf_out, **_: None
    output = io.BytesIO()
    signer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False), output=output, bytes_reserved=8192)
    return output.getvalue()
