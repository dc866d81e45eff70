"""The page in a real browser comes to the same verdict on every vector as the program, by its field for pasting."""

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from certapp.service.verifier_page import verifier_page
from certapp.trust.bulletin import read_bulletin
from certapp.trust.package import read_package
from certapp.trust.view import TrustView, view_of
from tests.page.browser import Browser
from tests.vectors.reading import FILES, codes, text_in

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


def beliefs(expected: dict[str, Any]) -> tuple[Any, ...]:
    """What a vector is judged under; those with the same are judged in one page."""
    return tuple(expected["packages"]), tuple(expected["bulletins"]), expected["latest"], expected["in_training"]


def view(packages: tuple[str, ...], bulletins: tuple[str, ...], latest: int, training: bool) -> TrustView:
    read = [read_package((FILES / name).read_bytes()) for name in packages]
    lists = [read_bulletin((FILES / name).read_bytes(), [each.anchor for each in read]) for name in bulletins]
    return view_of(read, lists, latest=latest, in_training=training)


GROUPS: dict[tuple[Any, ...], list[dict[str, Any]]] = defaultdict(list)
for each in codes():
    GROUPS[beliefs(each)].append(each)


@pytest.mark.parametrize(
    "believed", GROUPS, ids=lambda believed: f"{'+'.join(believed[0] + believed[1])} {believed[2]}"
)
def test_each_text_comes_to_the_same(browser: Browser, exported: Path, believed: tuple[Any, ...]) -> None:
    vectors = GROUPS[believed]
    exported.write_bytes(verifier_page(view(*believed), vectors[0]["now"]).content)
    asked = [(each["file"], each["now"], text_in(each)) for each in vectors]
    with browser.page(exported, before=CLOCK) as page:
        found = page.run(JUDGE_ALL % json.dumps(asked))
    for each in vectors:
        said = found[each["file"]]
        assert (said["outcome"], said["colour"]) == (each["outcome"], each["colour"]), each["file"]
        assert [code for code, _ in said["reasons"]] == [reason["code"] for reason in each["reasons"]], each["file"]
        for (_, sentence), reason in zip(said["reasons"], each["reasons"], strict=True):
            plain = sentence.replace("\u2060", "")
            assert "{" not in plain and all(str(value) in plain for value in reason["params"].values()), each["file"]
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
