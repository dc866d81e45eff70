"""Papers around a certificate: in every language, tagged, and what they say is so."""

import hashlib
import io

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from certapp.document.raster import page_png
from certapp.model.errors import Refusal
from certapp.register.certificates import certificate
from certapp.register.journal import last_entry
from certapp.scan.sheet_codes import TEST_TEXTS, TYPED_TEXT
from certapp.service.auditing import verify_journal
from certapp.service.copying import certified_copy
from certapp.service.issuing import issue
from certapp.service.letter_texts import languages, paper_texts
from certapp.service.office import Actor, Office
from certapp.service.papers import leaflet, revocation_notice, scanned_test
from certapp.service.papers import test_sheet as sheet_of_tests
from certapp.service.revoking import revoke
from certapp.service.verifying import verify_bytes
from tests.offices import passphrase


@pytest.fixture
def number(office: Office, boris: Actor, approved: str) -> str:
    return issue(office, boris, approved, office.unlock("document_signer", passphrase)).number


@pytest.fixture
def carla(office: Office) -> Actor:
    return office.log_in("carla", passphrase)


def words(pdf: bytes) -> str:
    pages = pypdfium2.PdfDocument(pdf)
    return " ".join(" ".join(page.get_textpage().get_text_range().replace("\ufffe", "").split()) for page in pages)


def codes(pdf: bytes, dpi: int = 200) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(Image.open(io.BytesIO(page_png(pdf, 0, dpi))).convert("L"))]


@pytest.mark.parametrize("language", languages())
def test_the_leaflet_is_one_page_in_each_language(language: str) -> None:
    pdf = leaflet("Department of Antiquities", language, 0)
    assert len(pypdfium2.PdfDocument(pdf)) == 1
    said = set(words(pdf).split())
    for key in ("leaflet_title", "leaflet_ready_1", "leaflet_mind_1"):
        wanted = paper_texts(language).say(key).split()
        assert sum(word in said for word in wanted) >= len(wanted) * 0.6
    with pikepdf.open(io.BytesIO(pdf)) as file:
        assert str(file.Root.Lang) == language
        assert file.Root.MarkInfo.Marked


@pytest.mark.parametrize("language", languages())
def test_the_test_sheet_holds_codes_of_three_sizes_and_one_to_type(language: str) -> None:
    pdf = sheet_of_tests("certapp", language, 0)
    assert len(pypdfium2.PdfDocument(pdf)) == 1
    assert sorted(codes(pdf, 300)) == sorted([*TEST_TEXTS.values(), TYPED_TEXT])
    assert TYPED_TEXT[:-6] in words(pdf)  # pdfium puts the digits first among Arabic words


def test_what_a_scanner_made_of_the_test_sheet_is_told() -> None:
    assert [scanned_test(text) for text in (*TEST_TEXTS.values(), TYPED_TEXT)] == ["SMALL", "USUAL", "LARGE", "TYPED"]
    assert scanned_test(TEST_TEXTS["USUAL"].lower() + "\r\n") == "USUAL"
    assert scanned_test(TYPED_TEXT.translate(str.maketrans("YZ", "ZY"))) == "ALTERED"
    assert scanned_test("https://example.org") == ""


def test_a_notice_names_the_certificate_and_why(office: Office, boris: Actor, carla: Actor, number: str) -> None:
    with pytest.raises(Refusal, match="CERTIFICATE_NOT_REVOKED"):
        revocation_notice(office, number, "en")
    revoke(office, boris, carla, number, "STOLEN_CLAIM", "Claimed by its owner.")
    said = words(revocation_notice(office, number, "en"))
    assert number in said
    assert certificate(office.register, number).id8.hex().upper() in said
    assert "reported stolen" in said
    assert "Claimed by its owner" not in said  # the office's own ground stays in the office
    for language in languages():
        assert number[3:-2] in words(revocation_notice(office, number, language))


def test_a_certified_copy_carries_the_kept_file_and_is_in_the_journal(
    office: Office, anna: Actor, boris: Actor, carla: Actor, number: str
) -> None:
    kept = office.attachments.get(certificate(office.register, number).pdf_sha256)
    pdf = certified_copy(office, anna, number, "en")
    with pikepdf.open(io.BytesIO(pdf)) as file:
        (attached,) = file.attachments.values()
        content = attached.get_file().read_bytes()
    assert content == kept
    assert verify_bytes(content, office.trust.view(), office.clock.seconds).verdict.claims is not None
    assert hashlib.sha256(kept).hexdigest() in words(pdf).replace(" ", "")
    assert "not revoked" in words(pdf)
    noted = last_entry(office.register, "COPY_CERTIFIED")
    assert noted is not None
    assert noted.facts()["pdf_sha256"] == hashlib.sha256(pdf).hexdigest()
    revoke(office, boris, carla, number, "FORM_LOST", "Lost in the post.")
    assert "revoked on" in words(certified_copy(office, anna, number, "en"))
    assert verify_journal(office) == ()


def test_another_language_is_refused_by_name(office: Office, anna: Actor, number: str) -> None:
    with pytest.raises(Refusal, match="PAPER_LANGUAGE_UNKNOWN"):
        certified_copy(office, anna, number, "de")
