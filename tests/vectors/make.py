"""Makes the vectors' files that are not there yet: `python -m tests.vectors.make`. Made once and kept, with fixed keys.

Signatures and serial numbers are drawn anew in each run. So what is kept tells what an earlier version wrote, and a
country's files are made anew together (its keys then have other certificates): throw all of them away first.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from certapp.seal.claims import claims_json
from certapp.trust.contact import contact_json
from certapp.trust.fingerprint import fingerprint40
from tests.vectors import asked, of_xc, of_xf
from tests.vectors.lists import bad_lists, lists
from tests.vectors.reading import FILES, judged, printed_onto
from tests.vectors.table import vectors
from tests.vectors.vector import Vector


def main() -> None:
    """Write them all."""
    FILES.mkdir(exist_ok=True)
    made, xc, xf = lists(), of_xc.xc(), of_xf.xf()
    for name, content in {**made.files, **xc.files, **xf.files}.items():
        _keep(name, content)
    countries = {"xa": made.xa, "xa-new": made.xa_new, "xb": made.xb, "xc": xc.authority, "xf": xf.authority}
    countries["xf-new"] = xf.new
    for name, authority in countries.items():
        _keep(f"{name}.digits", (fingerprint40(authority.ca.certificate) + "\n").encode())
    refused = {"xa": bad_lists(made), "xc": of_xc.bad_lists(xc), "xf": of_xf.bad_lists(xf)}
    for country, bad_ones in refused.items():
        for bad in bad_ones:
            under = [] if bad.name.endswith(".xcauth") else [f"{country}.xcauth"]
            said = {"about": bad.about, "file": bad.name, "under": under, "refusal": bad.refusal}
            if _keep(bad.name, bad.content):
                _write(Path(bad.name).stem, said)
    for each in of_xc.printed(xc):
        if _keep(f"{each.name}.xclst", each.text.encode()):
            _write(each.name, _printed(each))
    for name, content in asked.digests().items():
        _keep(name, content)
    for bad in asked.bad_digests():
        if _keep(bad.name, bad.content):
            said = {"about": bad.about, "file": bad.name, "under": ["xa.xcauth"], "refusal": bad.refusal}
            _write(Path(bad.name).stem, said)
    for number in asked.asked():
        if _keep(f"asked-{number.name}.txt", number.typed.encode()):
            _write(f"asked-{number.name}", _answered(number))
    for vector in vectors(made, xc, xf):
        if _keep(f"{vector.name}.txt", vector.text.encode()):
            _write(vector.name, _expected(vector))


def _keep(name: str, content: bytes) -> bool:
    """Write a file that is not there; whether it was not."""
    path = FILES / name
    if path.exists():
        return False
    path.write_bytes(content)
    return True


def _printed(each: of_xc.Printed) -> dict[str, object]:
    said = {"about": each.about, "file": f"{each.name}.xclst", "under": ["xc.xcauth"], "onto": each.onto}
    if each.refusal:
        return {**said, "refusal": each.refusal}
    made = printed_onto(said)
    becomes = {"sequence": each.sequence, "this_update": made.this_update}
    return {**said, "becomes": {**becomes, "next_update": each.next_update, "entries": each.entries}}


def _answered(number: asked.Asked) -> dict[str, object]:
    plain = Vector(f"asked-{number.name}", number.about, number.typed, *number.verdict, digests=(number.digest,))
    told = {"asked": {"country": number.country, "issued_on": number.issued_on}}
    return _expected(replace(plain, bulletins=()), told)


def _expected(vector: Vector, beside: Mapping[str, object] = MappingProxyType({})) -> dict[str, object]:
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
        **beside,
    }
    if vector.printed:
        expected["printed"] = [f"{name}.xclst" for name in vector.printed]
    if vector.contact is not None:
        expected["contact"] = contact_json(vector.contact)
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
