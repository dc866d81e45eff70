"""Of a PDF three things are judged: the code on it, its signature, the record in it; and whether they agree."""

import io

import pikepdf
import pytest
from pikepdf import Name

from certapp.document.verdict import PdfFindings
from certapp.register.certificates import certificate
from certapp.seal import cbor
from certapp.service import verifying
from certapp.service.issuing import issue, issued_pdf
from certapp.service.office import Actor, Office
from certapp.service.reading import ReadHere
from certapp.service.verifying import verify_bytes
from certapp.trust.verdict import Colour, Outcome
from tests.offices import passphrase


@pytest.fixture
def issued(office: Office, boris: Actor, approved: str) -> str:
    """The number of an issued certificate."""
    return issue(office, boris, approved, office.unlock("document_signer", passphrase)).number


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"signer": b"another certificate"}, "PDF_SIGNER_DIFFERS"),
        ({"record": None}, "RECORD_DIFFERS"),
        ({"record": b"\xa0"}, "RECORD_DIFFERS"),
    ],
)
def test_a_genuine_code_on_a_file_that_is_not_its_own_is_red(
    office: Office, issued: str, monkeypatch: pytest.MonkeyPatch, changed: dict[str, bytes | None], reason: str
) -> None:
    """As if another trusted signer had signed other pages around a genuine code."""
    from dataclasses import replace

    from certapp.document import verdict

    judge_pdf = verdict.judge_pdf

    def judged(pdf: bytes, trusted: object) -> PdfFindings:
        return replace(judge_pdf(pdf, trusted), **changed)  # type: ignore[arg-type]

    monkeypatch.setattr(verdict, "judge_pdf", judged)
    found = verify_bytes(issued_pdf(office, issued), office.trust.view(), office.clock.seconds)
    assert (found.verdict.outcome, found.verdict.colour) == (Outcome.NOT_GENUINE, Colour.RED)
    assert reason in [each.code for each in found.reasons]
    assert found.verdict.claims is None


def test_a_code_below_a_picture_is_read_only_where_the_signature_covers_both(office: Office, issued: str) -> None:
    """Of a file that is still as it was signed only lines and shapes are painted; of any other what people see."""
    pdf, text = issued_pdf(office, issued), certificate(office.register, issued).code_text
    for reader in (ReadHere(), ReadHere(as_painted=True)):
        read = reader.pdf(pdf, lambda certificate: True)
        assert (read.findings.outcome, read.codes.text, bool(read.codes.picture)) == ("genuine", text, True)
    found = ReadHere().pdf(_covered(pdf), lambda certificate: True)
    assert (found.findings.outcome, found.codes.text) == ("not_genuine", "")


def _covered(pdf: bytes) -> bytes:
    """The first page of the file with a white picture over it."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as file:
        del file.pages[1:]
        white = file.make_stream(b"\xff")
        white.Type, white.Subtype, white.Width, white.Height = Name.XObject, Name.Image, 1, 1
        white.ColorSpace, white.BitsPerComponent = Name.DeviceGray, 8
        for page in file.pages:
            page.add_resource(white, Name.XObject, name=Name.Over)
            page.contents_add(b"q 600 0 0 850 0 0 cm /Over Do Q")
        file.save(out)
    return out.getvalue()


def test_what_the_form_keeps_in_the_office_is_not_in_the_pdf(office: Office, issued: str) -> None:
    record = cbor.decode(certificate(office.register, issued).record, cbor.RECORD)
    assert isinstance(record, dict)
    kept = {field.path for field in office.form.root.field_paths() if field.kept}
    assert {"parties.phone", "parties.id_doc_no", "objects.place_of_discovery", "objects.location_now"} <= kept
    found = set(_paths(record, ""))
    assert found & kept == set()
    assert "objects.title" in found
    pdf = issued_pdf(office, issued)
    assert b"front.jpg" not in pdf  # what the applicant called a file


def _paths(value: object, where: str) -> list[str]:
    if isinstance(value, dict):
        return [path for key, each in value.items() for path in _paths(each, f"{where}.{key}" if where else key)]
    if isinstance(value, list):
        return [path for each in value for path in _paths(each, where)]
    return [where]


def test_a_text_longer_than_any_code_is_not_looked_at(office: Office) -> None:
    found = verify_bytes(b"X" * 1_000_000, office.trust.view(), office.clock.seconds)
    assert found.verdict.outcome is Outcome.NOT_OURS
    assert verifying.LARGEST_TEXT < 1_000_000
