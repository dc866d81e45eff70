"""Attacks on a signed certificate by somebody without a key, each built anew from a genuine file.

The published ones carry their names: incremental saving, signature wrapping and universal forgery (Mladenov and
others, "1 Trillion Dollar Refund", 2019), evil annotation and sneaky signature ("Breaking the specification: PDF
certification", 2021). Shadow content needs somebody who prepares the file before it is signed: `pdf_shadows.py`.

`python -m tests.bad.pdf_attacks FOLDER` writes them as files, for holding other programs against them.
"""

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pikepdf
from asn1crypto import cms, core
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, append_signature_field
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner

from certapp.document.signing import KeySigner
from tests.bad.pdf_parts import Attack, Signed, added, last_start, size, update, with_range

CHANGED, EXTENDED, DAMAGED, KIND = "PDF_CHANGED", "PDF_EXTENDED", "PDF_DAMAGED", "PDF_SIGNATURE_KIND"
OTHER_PAGE = b"<< /Length 27 >>\nstream\nBT /F1 40 Tf (FORGED) Tj ET\nendstream"


def resaved(change: Callable[[pikepdf.Pdf], object]) -> Attack:
    """An attack that writes the whole file anew."""

    def attack(pdf: bytes) -> bytes:
        with pikepdf.open(io.BytesIO(pdf)) as file:
            change(file)
            output = io.BytesIO()
            file.save(output, deterministic_id=True)
            return output.getvalue()

    return attack


def content_number(pdf: bytes) -> int:
    """The object that holds the first page's content."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        return int(file.pages[0].Contents.objgen[0])


# Orderly changes, by an update or by writing anew


def _page(writer: IncrementalPdfFileWriter) -> generic.DictionaryObject:
    writer.mark_update(writer.root["/Pages"]["/Kids"].raw_get(0))
    return writer.root["/Pages"]["/Kids"][0]


def _blank(writer: IncrementalPdfFileWriter) -> None:
    _page(writer)["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"q Q"))


def _overlay(writer: IncrementalPdfFileWriter) -> None:
    page = _page(writer)
    over = writer.add_object(generic.StreamObject(stream_data=b"1 g 100 100 200 200 re f"))
    page["/Contents"] = generic.ArrayObject([page.raw_get("/Contents"), over])


def _font(writer: IncrementalPdfFileWriter) -> None:
    fonts = _page(writer)["/Resources"]["/Font"]
    font = fonts[next(iter(fonts))]
    mapping = font.raw_get("/ToUnicode")
    mapping.get_object()["/Forged"] = generic.BooleanObject(True)
    writer.mark_update(mapping)


def _record(writer: IncrementalPdfFileWriter) -> None:
    first = writer.root["/AF"][0]
    first["/EF"]["/F"] = writer.add_object(generic.StreamObject(stream_data=b"another record"))
    writer.mark_update(writer.root["/AF"].raw_get(0))


def _fewer_files(writer: IncrementalPdfFileWriter) -> None:
    writer.root["/AF"] = generic.ArrayObject([writer.root["/AF"].raw_get(0)])
    writer.update_root()


def _appearance(writer: IncrementalPdfFileWriter) -> None:
    field = writer.root["/AcroForm"]["/Fields"].raw_get(0)
    look = generic.StreamObject(
        {
            pdf_name("/Type"): pdf_name("/XObject"),
            pdf_name("/Subtype"): pdf_name("/Form"),
            pdf_name("/BBox"): generic.ArrayObject([generic.NumberObject(each) for each in (0, 0, 90, 90)]),
        },
        stream_data=b"1 0 0 rg 0 0 90 90 re f",
    )
    field.get_object()["/AP"] = generic.DictionaryObject({pdf_name("/N"): writer.add_object(look)})
    writer.mark_update(field)


def _title(writer: IncrementalPdfFileWriter) -> None:
    writer.set_info(generic.DictionaryObject({pdf_name("/Title"): generic.pdf_string("Another title")}))


def _xmp(writer: IncrementalPdfFileWriter) -> None:
    packet = writer.root["/Metadata"].data.replace(b"Export certificate", b"Another title")
    writer.root["/Metadata"] = writer.add_object(generic.StreamObject(stream_data=packet))
    writer.update_root()


def _script(writer: IncrementalPdfFileWriter) -> None:
    writer.root["/OpenAction"] = generic.DictionaryObject(
        {pdf_name("/S"): pdf_name("/JavaScript"), pdf_name("/JS"): generic.pdf_string("app.alert(1)")}
    )
    writer.update_root()


def _junk_dss(writer: IncrementalPdfFileWriter) -> None:
    store = generic.DictionaryObject({pdf_name("/Type"): pdf_name("/DSS"), pdf_name("/Certs"): generic.ArrayObject()})
    writer.root["/DSS"] = writer.add_object(store)
    writer.update_root()


def _full_dss(writer: IncrementalPdfFileWriter) -> None:
    junk = generic.ArrayObject([writer.add_object(generic.StreamObject(stream_data=b"no certificate"))])
    keys = ("/Certs", "/CRLs", "/OCSPs")
    store = generic.DictionaryObject({pdf_name(key): junk for key in keys})
    writer.root["/DSS"] = writer.add_object(store)
    writer.update_root()


def annotation(kind: str) -> Callable[[IncrementalPdfFileWriter], None]:
    """Evil annotation: a note that covers the page and says something else."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        page = _page(writer)
        look = generic.StreamObject(
            {
                pdf_name("/Type"): pdf_name("/XObject"),
                pdf_name("/Subtype"): pdf_name("/Form"),
                pdf_name("/BBox"): generic.ArrayObject([generic.NumberObject(each) for each in (0, 0, 595, 842)]),
            },
            stream_data=b"1 g 0 0 595 842 re f",
        )
        note = generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Annot"),
                pdf_name("/Subtype"): pdf_name(kind),
                pdf_name("/F"): generic.NumberObject(4),
                pdf_name("/Rect"): generic.ArrayObject([generic.NumberObject(each) for each in (0, 0, 595, 842)]),
                pdf_name("/Contents"): generic.pdf_string("VALID FOR EVERYTHING"),
                pdf_name("/AP"): generic.DictionaryObject({pdf_name("/N"): writer.add_object(look)}),
            }
        )
        notes = page.get("/Annots", generic.ArrayObject())
        page["/Annots"] = generic.ArrayObject([*(notes.raw_get(i) for i in range(len(notes))), writer.add_object(note)])

    return change


def sneaky_signature(pdf: bytes) -> bytes:
    """A second signature of a stranger, whose appearance covers the page."""
    from tests.document.conftest import make_key

    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    append_signature_field(writer, SigFieldSpec("Approval", box=(0, 0, 595, 842)))
    signer = PdfSigner(PdfSignatureMetadata(field_name="Approval", md_algorithm="sha256"), KeySigner(make_key()))
    signer._enforce_certification_constraints = lambda reader: None  # an attacker's tool does not ask
    output = io.BytesIO()
    signer.sign_pdf(writer, output=output)
    return output.getvalue()


# Incremental saving


def _saved_without_table(pdf: bytes) -> bytes:
    return update(pdf, {content_number(pdf): OTHER_PAGE}, table=False)


def _saved_without_trailer(pdf: bytes) -> bytes:
    return update(pdf, {content_number(pdf): OTHER_PAGE}, trailer=False)


def _saved_bare(pdf: bytes) -> bytes:
    return update(pdf, {content_number(pdf): OTHER_PAGE}, table=False, trailer=False)


def _saved_with_copied_signature(pdf: bytes) -> bytes:
    """The newest revision carries a copy of the signature, so that a reader finds one 'at the end'."""
    parts = Signed.of(pdf)
    start = parts.before.rindex(b" 0 obj")
    body = parts.with_digits(parts.digits)[start + 7 :]
    body = body[: body.index(b"endobj")]
    return update(pdf, {content_number(pdf): OTHER_PAGE, size(pdf): body})


def _saved_behind_a_comment(pdf: bytes) -> bytes:
    forged = update(pdf, {content_number(pdf): OTHER_PAGE})
    return forged[: len(pdf)] + b"%" + b"-" * 200 + b"\n" + forged[len(pdf) :]


# Signature wrapping


def _wrapped(pdf: bytes, between: bytes) -> bytes:
    """What is signed after the digits moves to the end; `between` takes its place."""
    parts = Signed.of(pdf)
    moved = len(parts.before) + 2 + len(parts.digits) + len(between)
    after = parts.after
    (count,) = {len(after)}
    forged = with_range(pdf, b"/ByteRange [0 %d %d %d]" % (len(parts.before), moved, count))
    forged_parts = forged[: len(parts.before) + 2 + len(parts.digits)], forged[-count:]
    return forged_parts[0] + between + forged_parts[1]


def _wrapped_objects(pdf: bytes) -> bytes:
    return _wrapped(pdf, b"\nendobj\n%d 0 obj\n%s\nendobj\n" % (content_number(pdf), OTHER_PAGE))


def _wrapped_in_the_gap(pdf: bytes) -> bytes:
    """Forged objects between the container's end and the signed bytes, inside the gap nobody signed."""
    parts = Signed.of(pdf)
    room = len(parts.digits)
    used = len(parts.container) * 2
    forged = b"> endobj 9 0 obj (forged) endobj <"
    digits = parts.digits[:used] + forged + b"0" * (room - used - len(forged))
    return parts.with_digits(digits)


def _range_twice(pdf: bytes) -> bytes:
    """A second byte range, which says what the reader would like to see."""
    parts = Signed.of(pdf)
    return update(pdf, {size(pdf): b"<< /Type /Sig /ByteRange [0 1 2 3] /Contents <%s> >>" % parts.digits})


def _other_value(pdf: bytes) -> bytes:
    """The field points to a new signature with the old digits and the old range."""
    parts = Signed.of(pdf)
    with pikepdf.open(io.BytesIO(pdf)) as file:
        field = file.Root.AcroForm.Fields[0]
        number = int(field.objgen[0])
        del field.V
        written = field.unparse(resolved=True)
    body = written.rstrip()[:-2] + b" /V %d 0 R >>" % size(pdf)
    (found,) = {parts.after[: parts.after.index(b"]") + 1]}
    return update(pdf, {number: body, size(pdf): b"<< /Type /Sig /Contents <%s>%s >>" % (parts.digits, found)})


# Universal forgery: what the signature says of itself is missing, empty, null or nonsense


def range_written(written: bytes) -> Attack:
    """The byte range, replaced."""
    return lambda pdf: with_range(pdf, written)


def digits_written(written: bytes) -> Attack:
    """The container, replaced, the file's other bytes as they were."""

    def attack(pdf: bytes) -> bytes:
        parts = Signed.of(pdf)
        return parts.before + written + parts.after

    return attack


def _widened_range(pdf: bytes) -> bytes:
    before, digits = len(Signed.of(pdf).before), len(Signed.of(pdf).digits)
    return with_range(pdf, b"/ByteRange [0 %d %d %d]" % (before, before + digits + 2, len(pdf)))


def _narrow_range(pdf: bytes) -> bytes:
    parts = Signed.of(pdf)
    resume = len(parts.before) + len(parts.digits) + 2
    return with_range(pdf, b"/ByteRange [0 %d %d %d]" % (len(parts.before), resume, len(parts.after) - 9))


def _late_range(pdf: bytes) -> bytes:
    parts = Signed.of(pdf)
    resume = len(parts.before) + len(parts.digits) + 2
    return with_range(pdf, b"/ByteRange [9 %d %d %d]" % (len(parts.before) - 9, resume, len(parts.after)))


# The container: what the signature does not cover in it


def _recontained(change: Callable[[cms.SignedData], None]) -> Attack:
    def attack(pdf: bytes) -> bytes:
        parts = Signed.of(pdf)
        container = cms.ContentInfo.load(parts.container)
        change(container["content"])
        return parts.with_container(container.dump(force=True))

    return attack


def _unsigned_attribute(signed: cms.SignedData) -> None:
    junk = cms.CMSAttribute(
        {
            "type": "1.2.840.113549.1.9.16.2.14",
            "values": [cms.ContentInfo({"content_type": "data", "content": core.OctetString(b"no")})],
        }
    )
    signed["signer_infos"][0]["unsigned_attrs"] = cms.CMSAttributes([junk])


def _more_certificates(signed: cms.SignedData) -> None:
    signed["certificates"].append(signed["certificates"][0].copy())


def _fewer_certificates(signed: cms.SignedData) -> None:
    signed["certificates"] = [signed["certificates"][0].copy()]


def _two_signers(signed: cms.SignedData) -> None:
    signed["signer_infos"].append(signed["signer_infos"][0].copy())


def _no_signer(signed: cms.SignedData) -> None:
    signed["signer_infos"] = cms.SignerInfos([])


def _other_version(signed: cms.SignedData) -> None:
    signed["version"] = "v3"


def _other_digest(signed: cms.SignedData) -> None:
    signed["digest_algorithms"] = [{"algorithm": "sha1"}]


def _unsigned_attributes_gone(signed: cms.SignedData) -> None:
    """Without signed attributes the signature would be over the file itself (RFC 5652, 5.4)."""
    info = signed["signer_infos"][0]
    info["signed_attrs"] = None


def _enveloped(signed: cms.SignedData) -> None:
    signed["encap_content_info"] = {"content_type": "data", "content": core.OctetString(b"another content")}


def _indefinite(pdf: bytes) -> bytes:
    """The same container with a length of BER that DER does not allow."""
    parts = Signed.of(pdf)
    return parts.with_container(b"\x30\x80" + parts.container[4:] + b"\x00\x00")


def _longer_length(pdf: bytes) -> bytes:
    parts = Signed.of(pdf)
    return parts.with_container(b"\x30\x83\x00" + parts.container[2:])


def _zeroed(pdf: bytes) -> bytes:
    parts = Signed.of(pdf)
    return parts.with_digits(b"0" * len(parts.digits))


def _filled_padding(pdf: bytes) -> bytes:
    parts = Signed.of(pdf)
    return parts.with_digits(parts.digits[:-2] + b"41")


def _lower_case(pdf: bytes) -> bytes:
    parts = Signed.of(pdf)
    return parts.with_digits(parts.digits.lower())


def _spaced(pdf: bytes) -> bytes:
    parts = Signed.of(pdf)
    return parts.with_digits(parts.digits[:-2] + b" \n")


def _flipped(pdf: bytes) -> bytes:
    place = pdf.index(b"stream") + 40
    return pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]


def _root_elsewhere(pdf: bytes) -> bytes:
    """Nothing but a new trailer, which names another catalogue."""
    return update(pdf, {size(pdf): b"<< /Type /Catalog /Pages 8 0 R >>"}, root=size(pdf))


def _encrypted_trailer(pdf: bytes) -> bytes:
    return update(pdf, {}, extra=b"/Encrypt << /Filter /Standard /V 1 /R 2 /O (x) /U (y) /P -1 >> ")


def _same_table_again(pdf: bytes) -> bytes:
    return pdf + b"startxref\n%d\n%%%%EOF\n" % last_start(pdf)


ATTACKS: dict[str, tuple[Attack, str]] = {
    "bit-flip": (_flipped, CHANGED),
    "content-blanked": (added(_blank), EXTENDED),
    "content-overlaid": (added(_overlay), EXTENDED),
    "font-overridden": (added(_font), EXTENDED),
    "record-replaced": (added(_record), EXTENDED),
    "file-list-shortened": (added(_fewer_files), EXTENDED),
    "appearance-replaced": (added(_appearance), EXTENDED),
    "title-in-info": (added(_title), EXTENDED),
    "title-in-xmp": (added(_xmp), EXTENDED),
    "script": (added(_script), EXTENDED),
    "dss-empty": (added(_junk_dss), EXTENDED),
    "dss-junk": (added(_full_dss), EXTENDED),
    "update-without-change": (added(lambda writer: writer.update_root()), EXTENDED),
    "update-without-objects": (lambda pdf: update(pdf, {}), EXTENDED),
    "table-named-again": (_same_table_again, EXTENDED),
    "encryption-declared": (_encrypted_trailer, EXTENDED),
    "saved-anew": (resaved(lambda file: None), CHANGED),
    "page-appended": (resaved(lambda file: file.add_blank_page()), CHANGED),
    "newline-at-the-end": (lambda pdf: pdf + b"\n", EXTENDED),
    "spaces-at-the-end": (lambda pdf: pdf + b" " * 2000, EXTENDED),
    "nulls-at-the-end": (lambda pdf: pdf + bytes(64), EXTENDED),
    "junk-at-the-end": (lambda pdf: pdf + b"junk", EXTENDED),
    "comment-at-the-end": (lambda pdf: pdf + b"% nothing\n", EXTENDED),
    "end-mark-twice": (lambda pdf: pdf + b"%%EOF\n", EXTENDED),
    "another-file-at-the-end": (lambda pdf: pdf + pdf, EXTENDED),
    "junk-before": (lambda pdf: b"junk\n" + pdf, DAMAGED),
    "last-byte-gone": (lambda pdf: pdf[:-1], CHANGED),
    # Incremental saving
    "saving": (lambda pdf: update(pdf, {content_number(pdf): OTHER_PAGE}), EXTENDED),
    "saving-without-table": (_saved_without_table, EXTENDED),
    "saving-without-trailer": (_saved_without_trailer, EXTENDED),
    "saving-bare": (_saved_bare, EXTENDED),
    "saving-with-copied-signature": (_saved_with_copied_signature, EXTENDED),
    "saving-behind-a-comment": (_saved_behind_a_comment, EXTENDED),
    "saving-another-catalogue": (_root_elsewhere, EXTENDED),
    # Signature wrapping
    "wrapping": (_wrapped_objects, CHANGED),
    "wrapping-with-spaces": (lambda pdf: _wrapped(pdf, b" " * 40), CHANGED),
    "wrapping-in-the-gap": (_wrapped_in_the_gap, CHANGED),
    "wrapping-range-twice": (_range_twice, CHANGED),
    "wrapping-other-value": (_other_value, CHANGED),
    # Universal forgery
    "forgery-no-range": (range_written(b"/BytRange [0 1 2 3]"), CHANGED),
    "forgery-range-empty": (range_written(b"/ByteRange []"), CHANGED),
    "forgery-range-null": (range_written(b"/ByteRange null"), CHANGED),
    "forgery-range-zeros": (range_written(b"/ByteRange [0 0 0 0]"), EXTENDED),
    "forgery-range-negative": (range_written(b"/ByteRange [0 -1 5 10]"), CHANGED),
    "forgery-range-of-three": (range_written(b"/ByteRange [0 1 2]"), CHANGED),
    "forgery-range-of-words": (range_written(b"/ByteRange [/A /B /C /D]"), CHANGED),
    "forgery-range-wide": (_widened_range, CHANGED),
    "forgery-range-narrow": (_narrow_range, EXTENDED),
    "forgery-range-late": (_late_range, CHANGED),
    "forgery-contents-empty": (digits_written(b"<>"), CHANGED),
    "forgery-contents-null": (digits_written(b"null"), CHANGED),
    "forgery-contents-zero": (digits_written(b"<00>"), CHANGED),
    "forgery-contents-shell": (digits_written(b"<3000>"), CHANGED),
    "forgery-contents-gone": (digits_written(b"/Nothing"), CHANGED),
    "forgery-contents-zeroed": (_zeroed, CHANGED),
    # Evil annotation and sneaky signature
    **{f"annotation-{kind[1:].lower()}": (added(annotation(kind)), EXTENDED) for kind in ("/FreeText", "/Stamp")},
    **{f"annotation-{kind[1:].lower()}": (added(annotation(kind)), EXTENDED) for kind in ("/Redact", "/Widget")},
    "sneaky-signature": (sneaky_signature, EXTENDED),
    # The container
    "container-unsigned-attribute": (_recontained(_unsigned_attribute), KIND),
    "container-more-certificates": (_recontained(_more_certificates), KIND),
    "container-fewer-certificates": (_recontained(_fewer_certificates), KIND),
    "container-two-signers": (_recontained(_two_signers), KIND),
    "container-no-signer": (_recontained(_no_signer), KIND),
    "container-other-version": (_recontained(_other_version), KIND),
    "container-other-digest": (_recontained(_other_digest), KIND),
    "container-attributes-gone": (_recontained(_unsigned_attributes_gone), KIND),
    "container-with-content": (_recontained(_enveloped), KIND),
    "container-indefinite-length": (_indefinite, KIND),
    "container-longer-length": (_longer_length, KIND),
    "padding-filled": (_filled_padding, CHANGED),
    "padding-of-spaces": (_spaced, CHANGED),
    "digits-in-another-case": (_lower_case, CHANGED),
}


def main(folder: Path) -> None:
    """Write every attack on the kept genuine file into `folder`, and every shadow attack, as prepared and as turned."""
    from certapp.document.rendering import render
    from tests.bad.pdf_shadows import SHADOWS, sign_whatever  # which needs what stands above
    from tests.document.making import english

    good = (Path(__file__).parent / "files" / "good.pdf").read_bytes()
    folder.mkdir(parents=True, exist_ok=True)
    for name, (attack, _) in ATTACKS.items():
        (folder / f"{name}.pdf").write_bytes(attack(good))
    unsigned = render(english())
    for name, shadow in SHADOWS.items():
        signed = sign_whatever(shadow.prepare(unsigned))
        (folder / f"shadow-{name}-prepared.pdf").write_bytes(signed)
        (folder / f"shadow-{name}-turned.pdf").write_bytes(shadow.turn(signed))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
