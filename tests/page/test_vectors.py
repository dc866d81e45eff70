"""The page in a real browser comes to the same verdict on every vector as the program, by its field for pasting."""

import json
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from certapp.model.sentences import sentence
from certapp.service.verifier_page import verifier_page
from tests.page.browser import Browser
from tests.vectors.reading import codes, text_in, view_for

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
    names = ("packages", "bulletins", "digests", "latest", "in_training", "grace", "standing")
    return " ".join(re.sub(r'[{}\[\]" ]', "", json.dumps(expected[name])) or "-" for name in names)


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
        assert [code for code, _ in said["reasons"]] == [reason["code"] for reason in each["reasons"]], each["file"]
        wanted = [sentence(reason["code"], reason["params"], "en") for reason in each["reasons"]]
        assert [words.replace("\u2060", "") for _, words in said["reasons"]] == wanted, each["file"]
        if each["file"].startswith("tag-"):  # it has no claims, but says what it is on where its signer is believed
            believed_signer = each["outcome"] in ("GENUINE", "REVOKED", "EXPIRED")
            assert ("2 of 3" in said["rows"]) is believed_signer, each["file"]
        else:
            _shows(said["rows"], each["claims"])


def _shows(rows: list[str], claims: dict[str, Any] | None) -> None:
    """Whether what the code says stands there, and nothing of it where it must not."""
    if claims is None:
        assert rows == []
        return
    shown = "\n".join(rows).replace("\u2060", "")
    wanted = [claims["number"], claims["owner"]["name"], claims["consignee"]["name"], claims["valid_until"]]
    wanted += [str(value) for each in claims["objects"] for value in each.values()]
    wanted += [claims[name] for name in ("return_by", "replaces") if name in claims]
    for value in wanted:
        assert value in shown
