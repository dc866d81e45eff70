"""Only a phone at the border: a page saved on it, a photograph of the code, and what is left without any program."""

from datetime import UTC, datetime
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from certapp.document.raster import page_png
from certapp.trust.fingerprint import code_fingerprint
from certapp.trust.store import TrustStore
from tests.offices import EXAMPLES, Desk, certapp, copied_desk
from tests.page.browser import Browser, Page
from tests.page.conftest import browser
from tests.page.test_page import _photographed, at, outcome, reasons, rows

__all__ = ["browser"]  # a fixture that other folders have too
PHONE = 390
"""Pixels across."""


def words(page: Page, where: str) -> str:
    """What stands there, without the signs that keep dates together."""
    return str(page.run(f"document.querySelector({where!r}).textContent")).replace("\u2060", "")


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> tuple[Desk, str, Path, Path]:
    """An office, the number and PDF of a certificate, and the page that the authority hands out."""
    desk = copied_desk(tmp_path_factory.mktemp("desk"))
    number, pdf = desk.issue(desk.apply(EXAMPLES / "painting-permanent-sale"))
    desk.carry_package()
    desk.carry_bulletin()
    page = desk.folder / "verify.html"
    assert certapp("verifier-page", "export", page, "--trust", desk.post).status == 0
    return desk, number, pdf, page


def test_1_the_saved_page_opens_without_a_network_and_says_of_which_day_its_data_are(
    browser: Browser, paper: tuple[Desk, str, Path, Path]
) -> None:
    _desk, _number, _pdf, saved = paper
    with browser.page(saved, width=PHONE) as page:
        assert f"{datetime.now(UTC):%Y-%m-%d}" in words(page, ".data")
        assert page.run("document.documentElement.scrollWidth") <= PHONE, "nothing is cut off"
        asked = [each["request"]["url"] for each in page.seen("Network.requestWillBeSent")]
        assert [url for url in asked if not url.startswith(("blob:", "data:"))] == [saved.as_uri()]


def test_2_a_photograph_of_the_code_gets_the_words_of_the_post_and_the_picture_of_the_object(
    browser: Browser, paper: tuple[Desk, str, Path, Path], tmp_path: Path
) -> None:
    desk, number, pdf, saved = paper
    photograph = tmp_path / "photograph.jpg"
    photograph.write_bytes(_photographed(page_png(pdf.read_bytes(), 0, 200)))
    with browser.page(saved, width=PHONE) as page:
        page.choose("#photograph", photograph)
        assert outcome(page) == ("GENUINE", "green")
        assert number in rows(page)
        assert page.run("document.querySelector('#result canvas').width") > 1, "the signed picture of the object"
        (at_the_post,) = certapp("verify", photograph, "--trust", desk.post, "--json").json
        assert reasons(page) == [each["code"] for each in at_the_post["reasons"]]
        for each in at_the_post["reasons"]:
            assert each["text"] in words(page, "#result")


def test_3_on_a_page_of_long_ago_it_is_genuine_with_the_age_of_the_data_and_a_look_to_take(
    browser: Browser, paper: tuple[Desk, str, Path, Path], tmp_path: Path
) -> None:
    _desk, _number, pdf, saved = paper
    photograph = tmp_path / "photograph.png"
    photograph.write_bytes(page_png(pdf.read_bytes(), 0, 200))
    later = datetime.now(UTC).timestamp() + 70 * 86400
    with browser.page(saved, width=PHONE, before=at(later)) as page:
        assert "70 days old" in words(page, ".data")
        page.choose("#photograph", photograph)
        assert outcome(page) == ("GENUINE", "amber")
        assert reasons(page)[0] == "STATUS_STALE_LONG"


def test_4_without_any_program_the_paper_itself_says_what_to_do_and_the_telephone_finds_a_copied_code(
    paper: tuple[Desk, str, Path, Path],
) -> None:
    desk, number, pdf, _saved = paper
    printed = " ".join(pdfium.PdfDocument(pdf)[0].get_textpage().get_text_range().split())
    assert "Do not follow links from such a paper" in printed
    assert number in printed
    # The authority reads the same digits from its register that a post or a phone has from the code.
    code = certapp("show", number, "--office", desk.office, "--json").json["code"]
    view = TrustStore(desk.post).view()
    assert "XA" in view.anchors
    assert len(code_fingerprint(code).replace(" ", "")) == 24
