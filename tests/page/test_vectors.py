"""The page in a real browser comes to the same verdict on every vector as the program, by its field for pasting."""

import json
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from certapp.model.sentences import sentence
from certapp.scan.keyed import understand_text
from certapp.scan.layouts import layouts
from certapp.service.verifier_page import verifier_page
from certapp.trust.bulletin import read_bulletin
from certapp.trust.package import read_package
from certapp.trust.view import view_of
from tests.page.browser import Browser
from tests.page.test_page import at, outcome, paste, reasons
from tests.trust.authority import DAY
from tests.vectors.reading import FILES, asked, codes, printed, text_in, view_for
from tests.vectors.vector import NOW

ON_PAGE = {"PRINTED_BULLETIN": "PRINTED_BULLETIN_PAGE"}
XC = (FILES / "xc.xcauth").read_bytes()
CLOCK = "window.now = 0; Date.now = () => window.now * 1000;"
JUDGE_ALL = """(async () => {
  const [result, text] = [document.getElementById('result'), document.getElementById('text')]
  const found = {}
  for (const [name, now, pasted] of %s) {
    window.now = now
    const turn = Number(result.dataset.turn ?? 0) + 1
    text.value = pasted
    document.getElementById('check').click()
    while (Number(result.dataset.turn) !== turn) await new Promise((resolve) => setTimeout(resolve, 1))
    const { outcome, colour } = result.querySelector('.verdict').dataset
    const told = [...result.querySelectorAll('[data-code]')]
    const reasons = told.map(({ dataset, textContent }) => [dataset.code, textContent])
    const rows = [...result.querySelectorAll('dd')].map(({ textContent }) => textContent)
    found[name] = { outcome, colour, reasons, rows }
  }
  return found
})()"""


def beliefs(expected: dict[str, Any]) -> str:
    """What a vector is judged under; those with the same are judged in one page."""
    names = ("packages", "bulletins", "printed", "digests", "latest", "in_training", "grace", "standing")
    return " ".join(re.sub(r'[{}\[\]" ]', "", json.dumps(expected.get(name, []))) or "-" for name in names)


GROUPS: dict[str, list[dict[str, Any]]] = defaultdict(list)
for each in codes():
    GROUPS[beliefs(each)].append(each)


@pytest.mark.parametrize("believed", GROUPS)
def test_each_text_comes_to_the_same(browser: Browser, exported: Path, believed: str) -> None:
    vectors = GROUPS[believed]
    exported.write_bytes(verifier_page(view_for(vectors[0]), vectors[0]["now"]).content)
    asked = [(each["file"], each["now"], text_in(each)) for each in vectors]
    with browser.page(exported, before=CLOCK) as page:
        found = page.run(JUDGE_ALL % json.dumps(asked))
    for each in vectors:
        said = found[each["file"]]
        assert (said["outcome"], said["colour"]) == (each["outcome"], each["colour"]), each["file"]
        told = said["reasons"][:1] if each["reasons"][0]["code"] == "PRINTED_BULLETIN" else said["reasons"]
        assert [code for code, _ in told] == [reason["code"] for reason in each["reasons"]], each["file"]
        wanted = [sentence(ON_PAGE.get(reason["code"], reason["code"]), reason["params"]) for reason in each["reasons"]]
        assert [words.replace("\u2060", "") for _, words in told] == wanted, each["file"]
        if each["file"].startswith("tag-"):  # it has no claims, but says what it is on where its signer is believed
            believed_signer = each["outcome"] in ("GENUINE", "REVOKED", "REPLACED", "EXPIRED")
            assert ("2 of 3" in said["rows"]) is believed_signer, each["file"]
        else:
            _shows(said["rows"], each["claims"], each.get("contact"))


def test_each_number_that_is_asked_about_comes_to_the_same(browser: Browser, exported: Path) -> None:
    for digests in sorted({tuple(each["digests"]) for each in asked()}):
        alike = [each for each in asked() if tuple(each["digests"]) == digests]
        exported.write_bytes(verifier_page(view_for(alike[0]), NOW).content)
        with browser.page(exported, before=at(NOW)) as page:
            page.wait("!document.getElementById('asking').hidden")
            page.run("document.getElementById('asking').open = true")
            assert page.run("[...document.getElementById('asked-country').options].map(({ value }) => value)") == ["XA"]
            for each in alike:
                if each["asked"]["country"] != "XA":  # not to be chosen where nobody knows its numbers
                    continue
                turn, fields = page.turn(), {"number": text_in(each), "day": each["asked"]["issued_on"]}
                for name, value in fields.items():
                    page.run(f"document.getElementById('asked-{name}').value = {json.dumps(value)}")
                page.run("document.querySelector('#asked button').click()")
                page.wait(f"document.getElementById('result').dataset.turn > {turn}")
                assert (outcome(page), reasons(page)) == (
                    (each["outcome"], each["colour"]),
                    [reason["code"] for reason in each["reasons"]],
                ), each["file"]
            page.run("document.getElementById('asked-day').value = '2026-02-30'")
            page.run("document.querySelector('#asked button').click()")
            assert page.run("document.getElementById('asked-wrong').textContent") == "Write the day like 2027-06-30."


def test_printed_bulletins_are_kept_checked_again_and_forgotten(browser: Browser, exported: Path) -> None:
    """What the browser keeps is a text, no more: what somebody else put there counts for nothing."""
    bulletin = read_bulletin((FILES / "xc-1.xcstatus").read_bytes(), [read_package(XC).anchor])
    exported.write_bytes(verifier_page(view_of([read_package(XC)], [bulletin]), NOW).content)
    revoked = next(each for each in codes() if each["file"] == "printed-revoked.txt")
    chain = [text_in(each) for each in printed() if each["file"] in revoked["printed"]]
    kept = "JSON.parse(localStorage.getItem('certapp printed bulletins') ?? '[]')"
    with browser.page(exported, before=at(NOW)) as page:
        for text in chain:
            paste(page, text)
            assert reasons(page) == ["PRINTED_BULLETIN", "PRINTED_BULLETIN_READ", "PRINTED_BULLETIN_KEPT"]
        assert page.run(kept) == chain
        page.run(
            "localStorage.setItem('certapp printed bulletins', JSON.stringify("
            f"[3, 'XCLSTB', {json.dumps(chain[0][:-9])}, ...{json.dumps(chain[::-1])}, 'x'.repeat(9999)]))"
        )
    with browser.page(exported, before=at(NOW), is_new=False) as page:
        paste(page, text_in(revoked))
        assert outcome(page) == ("REVOKED", "red")
        assert page.run(kept) == chain
        page.run("document.getElementById('authorities').open = true")
        assert "2 printed bulletins are kept on this device." in page.run(
            "document.getElementById('known').textContent"
        )
        page.run("document.getElementById('forget').click()")
        page.wait("!document.getElementById('forget')")
        paste(page, text_in(revoked))
        assert outcome(page) == ("GENUINE", "green")
    with browser.page(exported, before=at(NOW), is_new=False) as page:
        for text in chain:
            paste(page, text)
        page.run(at(bulletin.this_update - 30 * DAY))  # the clock is set back: what was scanned tells
        paste(page, text_in(next(each for each in codes() if each["file"] == "second-signed.txt")))
        assert (outcome(page), "CLOCK_BEHIND" in reasons(page)) == (("CLOCK_SUSPECT", "amber"), True)
    forbidden = "Object.defineProperty(window, 'localStorage', {get() {throw new Error('not here')}});"
    with browser.page(exported, before=at(NOW) + forbidden, is_new=False) as page:
        paste(page, chain[0])
        assert reasons(page)[-1] == "PRINTED_BULLETIN_NOT_KEPT"
        paste(page, text_in(next(each for each in codes() if each["file"] == "second-signed.txt")))
        assert outcome(page) == ("GENUINE", "green")


def test_a_code_typed_through_another_keyboard_is_understood(browser: Browser, exported: Path) -> None:
    """On each layout, with Caps Lock on and off, as the program understands it; so is a printed bulletin."""
    genuine = next(each for each in codes() if each["file"] == "genuine.txt")
    exported.write_bytes(verifier_page(view_for(genuine), NOW).content)
    text = text_in(genuine).strip()
    keyed = [layout.typed(text, caps=caps) for layout in layouts().values() for caps in (False, True)]
    wanted = [understand_text(typed).text.upper() == text for typed in keyed]
    with browser.page(exported, before=CLOCK) as page:
        found = page.run(JUDGE_ALL % json.dumps([(str(place), NOW, typed) for place, typed in enumerate(keyed)]))
        assert [found[str(place)]["outcome"] == "GENUINE" for place in range(len(keyed))] == wanted
        assert sum(wanted) > 40
        notice = next(each for each in printed() if "becomes" in each)
        paste(page, layouts()["fr"].typed(text_in(notice).strip()))
        assert reasons(page) == ["PRINTED_BULLETIN", "ADDITIONS_SIGNATURE"]  # whole; of a country that is not here
        paste(page, layouts()["fr"].typed("WEBSITE"))
        assert reasons(page) == ["NOT_OUR_CODE"]


def test_printed_bulletins_are_added_to_the_page_or_refused(browser: Browser, exported: Path) -> None:
    bulletin = read_bulletin((FILES / "xc-1.xcstatus").read_bytes(), [read_package(XC).anchor])
    exported.write_bytes(verifier_page(view_of([read_package(XC)], [bulletin]), NOW).content)

    def scanned(*vectors: dict[str, Any]) -> list[list[list[str]]]:
        asked = [(each["file"], NOW, text_in(each)) for each in vectors]
        with browser.page(exported, before=CLOCK) as page:
            found = page.run(JUDGE_ALL % json.dumps(asked))
        assert {(said["outcome"], said["colour"]) for said in found.values()} == {("UNREADABLE", "grey")}
        assert {said["reasons"][0][0] for said in found.values()} == {"PRINTED_BULLETIN"}
        return [found[each["file"]]["reasons"][1:] for each in vectors]

    bad = [each for each in printed() if "refusal" in each]
    assert [reasons[0][0] for reasons in scanned(*bad)] == [each["refusal"] for each in bad]
    for each in (each for each in printed() if "becomes" in each):
        (read, kept) = scanned(each)[0]
        new = {"sequence": each["becomes"]["sequence"], "count": each["becomes"]["entries"] - len(bulletin)}
        assert read == ["PRINTED_BULLETIN_READ", sentence("PRINTED_BULLETIN_READ", {**new, "country": "XC"})]
        assert kept[0] == "PRINTED_BULLETIN_KEPT"
    revoked = next(each for each in codes() if each["file"] == "printed-revoked.txt")
    chain = [each for each in printed() if each["file"] in revoked["printed"]]
    asked = [(each["file"], NOW, text_in(each)) for each in (*chain, revoked)]
    with browser.page(exported, before=CLOCK) as page:
        assert page.run(JUDGE_ALL % json.dumps(asked))[revoked["file"]]["outcome"] == "REVOKED"


def _shows(rows: list[str], claims: dict[str, Any] | None, contact: dict[str, str] | None) -> None:
    """Whether what the code says stands there, and nothing of it where it must not; and whom to ask."""
    told = list(filter(None, (contact or {}).values()))
    if claims is None:
        assert rows == told
        return
    assert set(told) <= set(rows)
    shown = "\n".join(rows).replace("\u2060", "")
    wanted = [claims["number"], claims["owner"]["name"], claims["consignee"]["name"], claims["valid_until"]]
    wanted += [str(value) for each in claims["objects"] for value in each.values()]
    wanted += [claims[name] for name in ("return_by", "replaces") if name in claims]
    for value in wanted:
        assert value in shown
