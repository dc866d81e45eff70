"""Tags of objects: made for what was issued, read back from the label, judged alone and beside the certificate."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from certapp.document.raster import page_png, page_size
from certapp.document.tags import LAYOUTS, Tag, Tags, render_tags
from certapp.model.errors import Refusal
from certapp.register.certificates import certificate
from certapp.register.journal import last_entry
from certapp.scan.reader import read_codes_from_picture
from certapp.seal.text import TAG_PREFIX, from_text, to_text
from certapp.service.auditing import verify_journal
from certapp.service.issuing import issue
from certapp.service.letter_texts import languages
from certapp.service.office import Actor, Office
from certapp.service.revoking import revoke
from certapp.service.tagging import make_tags, object_numbers
from certapp.service.verifying import FileVerdict, file_verdict_json, verify_bytes, verify_text
from certapp.trust.verdict import Colour, Outcome
from certapp.trust.view import TrustView
from tests.offices import certapp, passphrase


@pytest.fixture
def number(office: Office, boris: Actor, approved: str) -> str:
    return issue(office, boris, approved, office.unlock("document_signer", passphrase)).number


def tags(office: Office, boris: Actor, number: str, layout: str = "90x50", language: str = "en", **more: int) -> bytes:
    key = office.unlock("document_signer", passphrase)
    return make_tags(office, boris, number, key, layout=layout, language=language, **more)


def code(pdf: bytes) -> str:
    (text,) = read_codes_from_picture(page_png(pdf, 0, 300))
    return text


def verified(office: Office, data: bytes) -> FileVerdict:
    return verify_bytes(data, office.trust.view(), office.clock.seconds)


def test_a_label_of_each_size_is_read_back_and_genuine(office: Office, boris: Actor, number: str) -> None:
    for layout in LAYOUTS:
        pdf = tags(office, boris, number, layout)
        found = verified(office, page_png(pdf, 0, 300))
        assert (found.verdict.outcome, found.verdict.colour) == (Outcome.GENUINE, Colour.GREEN)
        assert page_size(pdf, 0) == pytest.approx(LAYOUTS[layout].page, abs=0.1)


def test_a_tag_says_what_it_is_of_and_carries_no_claims(office: Office, boris: Actor, number: str) -> None:
    pdf = tags(office, boris, number)
    for data in (pdf, page_png(pdf, 0, 300), code(pdf).encode()):
        found = verified(office, data)
        assert (found.verdict.outcome, found.verdict.colour, found.verdict.claims) == (
            Outcome.GENUINE,
            Colour.GREEN,
            None,
        )
        assert found.tag is not None
        assert (found.tag.number, found.tag.object_number, found.tag.object_count) == (number, 1, 1)
        assert found.reasons[-1].code == "TAG_COMPARE"
        assert number in found.reasons[-1].text()


def test_labels_are_written_in_each_language_and_noted_in_the_journal(
    office: Office, boris: Actor, number: str
) -> None:
    for language in languages():
        assert tags(office, boris, number, "62x29", language).startswith(b"%PDF-1.7")
    noted = last_entry(office.register, "TAGS_MADE")
    assert noted is not None
    assert (noted.subject, noted.facts()["objects"]) == (number, [1])
    assert verify_journal(office) == ()


def test_only_who_holds_the_seal_and_only_for_what_still_holds(
    office: Office, anna: Actor, boris: Actor, number: str
) -> None:
    with pytest.raises(Refusal, match="ROLE_MISSING"):
        tags(office, anna, number)
    key = office.unlock("document_signer", passphrase)
    for wrong, refused in (
        ({"objects": (2,)}, "TAG_OBJECT_UNKNOWN"),
        ({"layout": "1x1"}, "TAG_LAYOUT_UNKNOWN"),
        ({"language": "de"}, "PAPER_LANGUAGE_UNKNOWN"),
    ):
        given = {"layout": "90x50", "language": "en", **wrong}
        with pytest.raises(Refusal, match=refused):
            make_tags(office, boris, number, key, **given)  # type: ignore[arg-type]  # wrong on purpose
    text = code(tags(office, boris, number))
    carla = office.log_in("carla", passphrase)
    revoke(office, boris, carla, number, "FORM_LOST", "Lost in the post.")
    with pytest.raises(Refusal, match="TAGS_OF_REVOKED"):
        tags(office, boris, number)
    from certapp.service.exchanging import own_revocations

    found = verify_text(text, office.trust.view(), office.clock.seconds, own_revocations(office))
    assert (found.verdict.outcome, found.verdict.colour) == (Outcome.REVOKED, Colour.RED)
    assert found.tag is not None
    shown = file_verdict_json(found, "tag")["object_tag"]
    assert isinstance(shown, dict)
    assert shown["object"] == 1


def test_what_nobody_vouches_for_is_not_shown(office: Office, boris: Actor, number: str) -> None:
    text = code(tags(office, boris, number))
    stranger = verify_text(text, TrustView(anchors={}, signers={}, bulletins={}), office.clock.seconds)
    assert (stranger.verdict.outcome, stranger.tag) == (Outcome.UNKNOWN_ISSUER, None)
    late = verify_text(text, office.trust.view(), office.clock.seconds + 20 * 366 * 86400)
    assert late.verdict.colour is not Colour.GREEN
    message = from_text(text, TAG_PREFIX)
    spoilt = to_text(message[:-1] + bytes((message[-1] ^ 1,)), TAG_PREFIX)  # of the signature, which ends the message
    altered = verify_text(spoilt, office.trust.view(), office.clock.seconds)
    assert altered.verdict.outcome is Outcome.NOT_GENUINE
    assert altered.tag is None


def beside(certificate_page: bytes, label: bytes) -> bytes:
    """A photograph of a certificate with a label lying on it."""
    pages = [Image.open(io.BytesIO(each)).convert("L") for each in (certificate_page, label)]
    picture = Image.new("L", (sum(page.width for page in pages), max(page.height for page in pages)), 255)
    picture.paste(pages[0], (0, 0))
    picture.paste(pages[1], (pages[0].width, 0))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def test_a_tag_beside_its_certificate_is_told_and_one_of_another_makes_it_amber(
    office: Office, anna: Actor, boris: Actor, number: str
) -> None:
    page = page_png(office.attachments.get(certificate(office.register, number).pdf_sha256), 0, 200)
    own = verified(office, beside(page, page_png(tags(office, boris, number), 0, 200)))
    assert (own.verdict.colour, own.verdict.claims is not None) == (Colour.GREEN, True)
    assert own.tag is not None
    key = office.unlock("document_signer", passphrase)
    from certapp.seal.object_tag import seal_tag

    foreign = seal_tag(replace(own.tag, id=b"another!"), key.kid, key.sign_raw, 298)
    drawn = Tags("Tags", number, "Us", "en", 0, LAYOUTS["90x50"], (Tag(number, 1, 1, "Another", foreign),))
    other = verified(office, beside(page, page_png(render_tags(drawn), 0, 200)))
    assert (other.verdict.outcome, other.verdict.colour, other.tag) == (Outcome.GENUINE, Colour.AMBER, None)
    assert "TAG_OF_ANOTHER" in [reason.code for reason in other.reasons]


def test_a_begun_sheet_goes_on_where_it_was_left_and_over_to_the_next() -> None:
    labels = tuple(Tag("XA-1", each, 12, "A pot", "XCTAGB" + "A" * 200) for each in range(1, 13))
    sheet = Tags("Tags", "XA-1", "Us", "en", 0, LAYOUTS["sheet-90x50"], labels, first=8)
    pdf = render_tags(sheet)
    assert len(read_codes_from_picture(page_png(pdf, 0, 150))) == 1  # all alike: each text once
    import pypdfium2

    words = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]
    assert [text.count(" of 12") for text in words] == [2, 10]
    assert render_tags(sheet) == pdf


def test_objects_are_chosen_as_one_types_them() -> None:
    assert object_numbers(" 1, 3-5,9 ") == (1, 3, 4, 5, 9)
    assert object_numbers("") == ()
    for wrong in ("0", "5-3", "one", "1;2", "1-99999", "-3"):
        with pytest.raises(Refusal, match="TAG_OBJECTS_UNCLEAR"):
            object_numbers(wrong)


def test_the_command_writes_and_tells_them(
    folder: Path, office: Office, boris: Actor, number: str, tmp_path: Path
) -> None:
    file = tmp_path / "tags.pdf"
    file.write_bytes(tags(office, boris, number))
    answer = certapp("verify", file, "--trust", folder / "trust")
    assert answer.status == 0
    assert f"Tag of object 1 of 1 of certificate {number}" in answer.out
