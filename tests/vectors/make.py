"""Makes the vectors' files: `python -m tests.vectors.make`. Made once and kept, with fixed keys and fixed days.

Signatures and serial numbers are drawn anew in each run, so the files change with it although nothing else does.
"""

import json
import shutil
from pathlib import Path

from certapp.seal.claims import claims_json
from certapp.trust.fingerprint import fingerprint40
from tests.vectors.lists import bad_lists, lists
from tests.vectors.reading import FILES, judged
from tests.vectors.table import vectors
from tests.vectors.vector import Vector


def main() -> None:
    """Write them all."""
    shutil.rmtree(FILES, ignore_errors=True)
    FILES.mkdir()
    made = lists()
    for name, content in made.files.items():
        (FILES / name).write_bytes(content)
    for authority, name in ((made.xa, "xa"), (made.xa_new, "xa-new"), (made.xb, "xb")):
        (FILES / f"{name}.digits").write_text(fingerprint40(authority.ca.certificate) + "\n")
    for bad in bad_lists(made):
        (FILES / bad.name).write_bytes(bad.content)
        under = [] if bad.name.endswith(".xcauth") else ["xa.xcauth"]
        said = {"about": bad.about, "file": bad.name, "under": under, "refusal": bad.refusal}
        _write(Path(bad.name).stem, said)
    for vector in vectors(made):
        (FILES / f"{vector.name}.txt").write_text(vector.text, "utf-8", newline="")
        _write(vector.name, _expected(vector))


def _expected(vector: Vector) -> dict[str, object]:
    expected: dict[str, object] = {
        "about": vector.about,
        "file": f"{vector.name}.txt",
        "packages": [f"{name}.xcauth" for name in vector.packages],
        "bulletins": [f"{name}.xcstatus" for name in vector.bulletins],
        "digests": [f"{name}.xcdigest" for name in vector.digests],
        "now": vector.now,
        "latest": vector.latest,
        "in_training": vector.training,
        "grace": dict(vector.grace),
        "standing": dict(vector.standing),
        "outcome": vector.outcome,
        "colour": vector.colour,
        "reasons": [{"code": code} for code in vector.reasons],
        "claims": None if vector.claims is None else claims_json(vector.claims),
    }
    # Days and numbers in the reasons are the program's own; outcome, colour and codes are those of the table.
    params = [dict(reason.params) for reason in judged(expected).reasons]
    codes = [reason.code for reason in judged(expected).reasons]
    assert codes == list(vector.reasons), (vector.name, codes)
    expected["reasons"] = [
        {"code": code, "params": {name: value for name, value in given.items() if name != "detail"}}
        for code, given in zip(codes, params, strict=True)
    ]
    return expected


def _write(name: str, said: dict[str, object]) -> None:
    (FILES / f"{name}.json").write_text(json.dumps(said, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
