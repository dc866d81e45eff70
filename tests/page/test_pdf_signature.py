"""A PDF's own signature as the page judges it: no byte of a signed file can be another, wherever it lies."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.bad.make import FILES

SOURCE = Path(__file__).parents[2] / "verifier-page" / "src" / "pdf_signature.js"
NODE = shutil.which("node")
FLIP = """
import { readFileSync } from 'node:fs'
import { pdfSignature } from '%s'
const good = new Uint8Array(readFileSync('%s'))
const states = async (bytes) => (await pdfSignature(bytes)).state
const container = new TextDecoder('latin1').decode(good).lastIndexOf('/Contents <')
const found = {}
for (const place of [...Array(400).keys()].map((n) => (n %% 2 ? container - 40 + 11 * n : 300 * n))) {
  if (place >= good.length) continue
  const changed = good.slice()
  changed[place] ^= 1 << place %% 7
  const state = await states(changed)
  found[state] = (found[state] ?? 0) + 1
}
const beside = [good, good.slice(0, -1), Uint8Array.from([...good, 10]), new TextEncoder().encode('%%PDF-1.7')]
console.log(JSON.stringify({ found, beside: await Promise.all(beside.map(states)) }))
"""


@pytest.mark.skipif(not NODE, reason="node is not on the PATH")
def test_no_single_change_leaves_the_signature_of_a_file_good() -> None:
    script = FLIP % (SOURCE.as_uri(), (FILES / "good.pdf").as_posix())
    words = [str(NODE), "--input-type=module", "-e", script]
    said = json.loads(subprocess.run(words, capture_output=True, text=True, check=True, timeout=60).stdout)
    assert said["found"].keys() == {"changed", "kind"}
    assert min(said["found"].values()) > 20
    assert said["beside"] == ["holds", "changed", "extended", "absent"]
