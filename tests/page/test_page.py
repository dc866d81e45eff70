"""The page as somebody uses it: files chosen, languages, a narrow telephone, the keyboard, and text that means harm."""

import hashlib
import io
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from PIL import Image, ImageFilter

from certapp.document.archive import archived
from certapp.document.raster import page_png
from certapp.document.rendering import render
from certapp.document.signing import sign
from certapp.formdef.printed import Attachment
from certapp.model.language import NAMES
from certapp.model.sentences import sentence
from certapp.seal import cbor
from certapp.seal.claims import SealedObject, SealedParty
from certapp.seal.matrix import modules
from certapp.service.clock import Clock
from certapp.service.page_words import WORDS
from certapp.service.verifier_page import export_verifier_page, verifier_page
from certapp.service.verifying import verify_bytes
from certapp.trust.fingerprint import code_fingerprint, fingerprint40
from certapp.trust.hierarchy import create_country_ca, issue_document_signer
from certapp.trust.package import read_package
from certapp.trust.store import TrustStore
from certapp.trust.unlocked import UnlockedKey
from certapp.trust.view import TrustView, view_of
from tests.bad.make import FILES as BAD
from tests.bad.test_bad import VERDICTS
from tests.document.making import english
from tests.offices import EXAMPLES, Desk, certapp, copied_desk
from tests.page.browser import CHROMIUM, Browser, Page
from tests.trust.authority import DAY, FOUNDED, certified, found, new_key
from tests.vectors.reading import FILES

JUDGED_ON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SAME_ON_FILES = [row for row in VERDICTS if row[1] == "2026-11-24"]


def at(seconds: float) -> str:
    """A script that sets the clock."""
    return f"Date.now = () => {int(seconds) * 1000};"


def outcome(page: Page) -> tuple[str, str]:
    shown = "document.querySelector('.verdict').dataset"
    return page.run(f"{shown}.outcome"), page.run(f"{shown}.colour")


def reasons(page: Page) -> list[str]:
    """Their codes; each is said in words."""
    told = "[...document.querySelectorAll('#result [data-code]')].map((each) => [each.dataset.code, each.textContent])"
    said = page.run(told)
    assert [code for code, words in said if len(words) < 12 or code in words or "{" in words] == []
    return [code for code, _words in said]


def rows(page: Page) -> str:
    said = page.run("[...document.querySelectorAll('#result dd')].map((each) => each.textContent).join('\\n')")
    return str(said).replace("\u2060", "")


def paste(page: Page, text: str) -> None:
    """Type into the field and press Enter, as a scanner does."""
    turn = page.turn()
    page.run(f"document.getElementById('text').value = {json.dumps(text)}; document.getElementById('text').focus()")
    for kind in ("keyDown", "keyUp"):
        page.call("Input.dispatchKeyEvent", type=kind, key="Enter", code="Enter", windowsVirtualKeyCode=13)
    page.wait(f"document.getElementById('result').dataset.turn > {turn}")


@pytest.fixture(scope="module")
def bad_view(tmp_path_factory: pytest.TempPathFactory) -> TrustView:
    """What a post believes that has the package and the newest bulletin of the kept files."""
    store = TrustStore(tmp_path_factory.mktemp("post"))
    package, now = (BAD / "authority.xcauth").read_bytes(), int(JUDGED_ON.timestamp())
    store.import_file(package, now, fingerprint40(read_package(package).anchor.certificate.der))
    store.import_file((BAD / "newest.xcstatus").read_bytes(), now)
    return store.view()


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> tuple[Desk, str, Path]:
    """An office, and number and PDF of one of the examples."""
    desk = copied_desk(tmp_path_factory.mktemp("desk"))
    number, pdf = desk.issue(desk.apply(EXAMPLES / "painting-permanent-sale"))
    desk.carry_package()
    desk.carry_bulletin()
    return desk, number, pdf


def test_a_photograph_and_the_pdf_of_an_example_are_genuine(
    browser: Browser, issued: tuple[Desk, str, Path], exported: Path
) -> None:
    desk, number, pdf = issued
    export_verifier_page(TrustStore(desk.post).view(), Clock().seconds, exported)
    photograph = exported.parent / "photograph.jpg"
    photograph.write_bytes(_photographed(page_png(pdf.read_bytes(), 0, 200)))
    with browser.page(exported) as page:
        page.choose("#photograph", photograph)
        assert outcome(page) == ("GENUINE", "green")
        from_paper = rows(page)
        assert number in from_paper
        # What customs reads out on the telephone stands at the desk too.
        assert code_fingerprint(certapp("show", number, "--office", desk.office, "--json").json["code"]) in from_paper
        page.choose("#file", pdf)
        assert outcome(page) == ("GENUINE", "green")
        assert rows(page).replace("\nGenuine: the file is as it was signed.", "") == from_paper
        assert page.run("document.querySelector('#result canvas')?.width ?? 0") in range(1, 129)


def _photographed(png: bytes) -> bytes:
    """As a telephone takes it: not straight, a little soft, unevenly lit, compressed."""
    sheet = Image.open(io.BytesIO(png)).convert("L")
    wide, high = sheet.size
    corners = (-0.03 * wide, -0.02 * high, 0.02 * wide, 1.03 * high, 1.04 * wide, 0.99 * high, 0.98 * wide, 0.01 * high)
    turned = sheet.transform(sheet.size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC, fillcolor=200)
    soft = turned.filter(ImageFilter.GaussianBlur(0.8))
    light = Image.linear_gradient("L").resize(sheet.size).point(lambda value: 150 + value // 3)
    lit = Image.composite(soft, Image.new("L", sheet.size, 40), light)
    file = io.BytesIO()
    lit.convert("RGB").save(file, "JPEG", quality=70)
    return file.getvalue()


def test_named_bad_files_come_to_the_same_as_in_the_program(
    browser: Browser, bad_view: TrustView, exported: Path
) -> None:
    export_verifier_page(bad_view, int(JUDGED_ON.timestamp()), exported)
    with browser.page(exported, before=at(JUDGED_ON.timestamp())) as page:
        for name, _day, wanted, colour, code, _status in SAME_ON_FILES:
            page.choose("#file", BAD / name)
            assert (outcome(page), code in reasons(page)) == ((wanted, colour), True), name
        page.choose("#file", BAD / "cut-off.pdf")
        program = verify_bytes((BAD / "cut-off.pdf").read_bytes(), bad_view, int(JUDGED_ON.timestamp()))
        assert reasons(page) == [each.code for each in program.reasons]
        requested = [each["request"]["url"] for each in page.seen("Network.requestWillBeSent")]
        assert [url for url in requested if not url.startswith(("blob:", "data:"))] == [exported.as_uri()]
        assert page.seen("Log.entryAdded") == []
        assert page.seen("Runtime.exceptionThrown") == []
        # The policy holds: what tries to reach the network is stopped.
        assert page.run("fetch('http://127.0.0.1:9/').then(() => 'sent', () => 'stopped')") == "stopped"
        assert "Content Security Policy" in str(page.seen("Log.entryAdded"))


def test_a_file_s_own_signature_comes_to_the_same_as_in_the_program(browser: Browser, exported: Path) -> None:
    xa = found("XA")
    other, stranger = xa.new_signer(), found("XA").signer
    view = view_of([read_package(xa.package(xa.bulletin(), signers=(other,)))])
    now = FOUNDED + 3 * DAY
    record = cbor.encode({"certificate_no": "XA-2026-01-000001-K"})

    def signed(by: UnlockedKey, content: bytes = record) -> bytes:
        text = xa.code(record_digest=hashlib.sha256(record).digest())
        attached = Attachment("record.cbor", content, "application/cbor", "Data", "The record of this certificate")
        made = render(replace(english(), code_text=text, number="XA-2026-01-000001-K", attachments=(attached,)))
        return sign(made, by, name="A", reason="B", place="C", at=datetime.fromtimestamp(now, UTC))

    good = signed(xa.signer)
    digits = good.index(b"/Contents <") + 300
    files = {
        "COMPARE": good,
        "RECORD_DIFFERS": signed(xa.signer, b"\xa0"),
        "PDF_SIGNER_DIFFERS": signed(other),
        "PDF_SIGNER_UNKNOWN": signed(stranger),
        "PDF_ALTERED": good[:digits] + (b"1" if good[digits : digits + 1] != b"1" else b"2") + good[digits + 1 :],
        "GENUINE_AFTER_LIST": archived(good, (xa.ca.certificate,), (xa.crl(),)),
    }
    export_verifier_page(view, now, exported)
    with browser.page(exported, before=at(now)) as page:
        for code, content in files.items():
            path = exported.parent / "file.pdf"
            path.write_bytes(content)
            page.choose("#file", path)
            assert code in reasons(page)
            program = verify_bytes(content, view, now)
            assert outcome(page) == (program.verdict.outcome, program.verdict.colour), code
            assert set(reasons(page)) == {each.code for each in program.reasons}


@pytest.mark.parametrize("tag", NAMES)
def test_it_speaks_each_language_on_a_narrow_telephone(
    browser: Browser, bad_view: TrustView, exported: Path, tag: str
) -> None:
    export_verifier_page(bad_view, int(JUDGED_ON.timestamp()), exported)
    with browser.page(exported, width=360, before=at(JUDGED_ON.timestamp()), language=tag) as page:
        paste(page, (BAD / "good.txt").read_text())
        page.run("document.getElementById('authorities').open = true")
        assert outcome(page) == ("GENUINE", "green")
        assert page.run("document.documentElement.lang + document.documentElement.dir") == tag + (
            "rtl" if tag == "ar" else "ltr"
        )
        said = page.run(
            "[...document.querySelectorAll('[data-say], #result h2, #result h3, #result p, #result dt, #known p, h1')]"
            ".filter((each) => each.offsetParent).map((each) => each.textContent)"
        )
        assert all(said)
        if tag != "en":
            assert set(said) & {words for words in WORDS if " " in words} == set()
            assert "Genuine" not in " ".join(said)
        assert page.run("document.documentElement.scrollWidth") <= 360
        # Another language says the same verdict again, without judging anew.
        page.run("document.getElementById('language').value = 'fr'")
        page.run("document.getElementById('language').dispatchEvent(new Event('change'))")
        assert "Authentique" in page.run("document.getElementById('result').textContent")


def test_it_can_be_used_by_keys_and_by_ear(browser: Browser, bad_view: TrustView, exported: Path) -> None:
    export_verifier_page(bad_view, int(JUDGED_ON.timestamp()), exported)
    with browser.page(exported, before=at(JUDGED_ON.timestamp())) as page:
        paste(page, (BAD / "revoked.txt").read_text())
        assert outcome(page) == ("REVOKED", "red")
        nodes = [each for each in page.call("Accessibility.getFullAXTree")["nodes"] if not each.get("ignored")]
        named = {(each["role"]["value"], each.get("name", {}).get("value", "")) for each in nodes}
        used = {role: name for role, name in named if role in ("button", "textbox", "combobox", "DisclosureTriangle")}
        assert {"button", "textbox", "combobox"} <= used.keys()
        assert all(name for role, name in named if role in ("button", "textbox", "combobox", "DisclosureTriangle"))
        assert ("heading", "Revoked") in named
        live = page.run("['role', 'aria-live'].map((name) => document.getElementById('result').getAttribute(name))")
        assert live == ["status", "assertive"]
        assert page.run("document.querySelector('svg.sign').getAttribute('aria-hidden')") == "true"
        page.run("document.activeElement.blur(); document.getElementById('language').focus()")
        reached = []
        for _ in range(6):
            for kind in ("rawKeyDown", "keyUp"):
                page.call("Input.dispatchKeyEvent", type=kind, key="Tab", code="Tab", windowsVirtualKeyCode=9)
            reached.append(page.run("document.activeElement.id || document.activeElement.localName"))
        assert reached == ["photograph", "file", "look", "text", "check", "summary"]


def test_text_that_means_harm_stays_text(browser: Browser, exported: Path) -> None:
    harm = '</script><script>window.harmed=1</script><img src="x" onerror="window.harmed=1">'
    country = found()
    bare = new_key("ca")
    ca = replace(bare, chain=(create_country_ca("XA", harm[:60], bare, FOUNDED, False),))
    signer = certified(new_key("signer"), issue_document_signer(ca, new_key("x").public, "01", FOUNDED), ca)
    signer = replace(signer, chain=(issue_document_signer(ca, signer.public, "01", FOUNDED), ca.certificate))
    evil = replace(country, ca=ca, signer=signer)
    evil = replace(evil, status=evil.new_status())
    now = FOUNDED + 2 * DAY
    objects = (SealedObject("<b>bold</b>", '"><svg onload=harmed=1>'), SealedObject("{number}", "&lt;i&gt;"))
    text = evil.code(owner=SealedParty(harm[9:60], "XA"), objects=objects, object_count=2)
    page_file = verifier_page(view_of([read_package(evil.package())], latest=now), now)
    exported.write_bytes(page_file.content)
    assert page_file.content.count(b"</script>") == 6 - 1  # those of the page itself
    with browser.page(exported, before=at(now)) as page:
        paste(page, text)
        assert outcome(page) == ("GENUINE", "amber")
        for words in (harm[9:60], "<b>bold</b>", '"><svg onload=harmed=1>', "{number}", "&lt;i&gt;", harm[:60]):
            assert words in rows(page)
        page.run("document.getElementById('authorities').open = true")
        assert page.run("typeof window.harmed") == "undefined"
        assert page.run("document.querySelectorAll('#result img, #result b, #known script, #result svg').length") == 1
        assert page.seen("Log.entryAdded") == []


def test_the_age_of_the_data_and_a_wrong_clock_are_told(browser: Browser, bad_view: TrustView, exported: Path) -> None:
    made = int(JUDGED_ON.timestamp())
    export_verifier_page(bad_view, made, exported)
    with browser.page(exported, before=at(made - 3 * DAY)) as page:
        said = page.run("document.getElementById('about').textContent").replace("\u2060", "")
        assert "Data of 2026-11-24" in said
        assert "clock says 2026-11-21" in said
    with browser.page(exported, before=at(made + 40 * DAY)) as page:
        said = page.run("document.getElementById('about').textContent").replace("\u2060", "")
        assert "Data of 2026-11-24 (40 days old)" in said
        assert "clock" not in said


def test_it_works_from_any_static_server_too(browser: Browser, bad_view: TrustView, exported: Path) -> None:
    export_verifier_page(bad_view, int(JUDGED_ON.timestamp()), exported)
    with (
        static_server(exported.parent) as address,
        browser.page(exported, before=at(JUDGED_ON.timestamp()), url=f"{address}/{exported.name}") as page,
    ):
        page.choose("#file", BAD / "good.pdf")
        assert outcome(page) == ("GENUINE", "green")
        page.choose("#file", BAD / "appended-newline.pdf")
        assert outcome(page) == ("NOT_GENUINE", "red")
        asked = [each["request"]["url"] for each in page.seen("Network.requestWillBeSent")]
        assert {url for url in asked if not url.startswith(("blob:", "data:"))} == {f"{address}/{exported.name}"}


@contextmanager
def static_server(folder: Path) -> Iterator[str]:
    """One that hands out the files of a folder and knows nothing else: its address."""
    running = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=running.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{running.server_address[1]}"
    finally:
        running.shutdown()
        running.server_close()


class Quiet(SimpleHTTPRequestHandler):
    """Says nothing of who asks."""

    def log_message(self, *_: object) -> None:
        pass


def test_a_newer_answer_is_never_followed_by_an_older_one(browser: Browser, exported: Path) -> None:
    view = view_of([read_package((FILES / "xa.xcauth").read_bytes())])
    exported.write_bytes(verifier_page(view, FOUNDED).content)
    first, second = ((FILES / name).read_text() for name in ("genuine.txt", "web-link.txt"))
    with browser.page(exported, before=at(FOUNDED + 2 * DAY)) as page:
        for text in (first, second):
            page.run(f"document.getElementById('text').value = {json.dumps(text)}")
            page.run("document.getElementById('check').click()")
        page.wait("document.getElementById('result').dataset.turn == 2")
        assert outcome(page)[0] == "NOT_OURS"
        assert page.run("document.querySelectorAll('#result dd').length") == 0


def test_the_camera_reads_a_code_and_is_switched_off(
    bad_view: TrustView, exported: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    if CHROMIUM is None:
        pytest.skip("not installed: chromium")
    export_verifier_page(bad_view, int(JUDGED_ON.timestamp()), exported)
    film = exported.parent / "film.y4m"
    film.write_bytes(_filmed((BAD / "good.txt").read_text()))
    with (
        Browser(tmp_path_factory.mktemp("with-camera"), film) as opened,
        opened.page(exported, before=at(JUDGED_ON.timestamp())) as page,
    ):
        page.run(
            "window.advised = [], window.place = document.getElementById('advice'),"
            "new MutationObserver(() => advised.push(place.textContent)).observe(place, {childList: true})"
        )
        page.run("document.getElementById('look').click()")
        page.wait("document.getElementById('result').dataset.turn > 0")
        assert page.run("window.advised")[0] == sentence("CAMERA_SHOW_CODE")
        assert outcome(page) == ("GENUINE", "green")
        assert page.run("document.getElementById('camera').hidden && !document.getElementById('video').srcObject")
        assert page.seen("Log.entryAdded") == []


def _filmed(text: str) -> bytes:
    """Frames of 1280 x 720: for two seconds a table, then the code in the middle of it (YUV4MPEG2)."""
    rows = modules(text)
    code = Image.new("L", (len(rows) + 8,) * 2, 255)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            code.putpixel((x + 4, y + 4), 0 if dark else 255)
    side = 700 // code.width * code.width
    frame = Image.new("L", (1280, 720), 140)
    frame.paste(code.resize((side, side), Image.Resampling.NEAREST), ((1280 - side) // 2, (720 - side) // 2))
    grey = bytes([128]) * (2 * 640 * 360)
    table = b"FRAME\n" + Image.new("L", frame.size, 140).tobytes() + grey
    return b"YUV4MPEG2 W1280 H720 F5:1 Ip A1:1 C420jpeg\n" + 10 * table + 5 * (b"FRAME\n" + frame.tobytes() + grey)
