"""Old papers by the command line, from the scan to the border post's answer."""

import json
from pathlib import Path

import pytest

from tests.offices import TWO, Desk, certapp, copied_desk


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return copied_desk(tmp_path_factory.mktemp("legacy"))


def test_old_papers_from_the_scan_to_the_answer_at_the_border(desk: Desk, tmp_path: Path) -> None:
    scan = tmp_path / "12-98.pdf"
    scan.write_bytes(b"%PDF-1.4 a scan")
    words = ("--on", "1998-05", "--holder", "R. Symes", "--object", "Coffin of a priest", "coffin", "1", "--scan", scan)
    number = desk.act(("legacy", "add", "No. 12/98"), "anna", *words).json["number"]
    again = desk.act(("legacy", "add", "no 12-98"), "anna")
    assert (again.status, again.json["error"]["code"]) == (1, "LEGACY_THERE_ALREADY")
    (tmp_path / "list.csv").write_text("Licence,Year,Goods\n13/98,1998,Bronze cat\n,,Its base\n14/98,1998,\n", "utf-8")
    listed = ("legacy", "import", tmp_path / "list.csv", "--column", "Goods=title", "--same", "issued_by=Ministry")
    dry = desk.act(listed, "anna", "--dry-run", "--column", "Licence=printed")
    assert (dry.status, dry.json["papers"]) == (0, 2)
    assert desk.act(listed, "anna", "--column", "Licence=nowhere").json["error"]["code"] == "LEGACY_TARGET_UNKNOWN"
    taken = desk.act(listed, "anna", "--column", "Licence=printed").json["numbers"]
    assert len(taken) == 2
    amended = desk.act(("legacy", "amend", number), "anna", "--holder", "Robin Symes", "--text", "In full.").json
    assert (amended["version"], amended["holder"], amended["printed"]) == (2, "Robin Symes", "No. 12/98")
    assert [scan["name"] for scan in amended["scans"]] == ["12-98.pdf"]
    looking = ("--office", desk.office, "--json")
    waiting = certapp("legacy", "waiting", *looking).json
    assert [each["printed"] for each in waiting["waiting"]] == ["No. 12/98", "13/98", "14/98"]
    assert desk.act(("legacy", "void", taken[1]), "anna", "--text", "A copy of 13/98.").status == 0
    assert desk.act(("legacy", "confirm", "--all-of", "anna"), "boris").json == {"confirmed": 2}
    stated = desk.act(
        ("legacy", "cover", "--from", 1990, "--to", 2005, "--complete", "--text", "Boxes."),
        "boris",
        "--second",
        "carla",
    )
    assert stated.json["holds"] is True

    found = certapp("ask", "no. 12/98", "--on", "1998", *looking)
    assert (found.status, found.json["answer"], found.json["papers"][0]["number"]) == (0, "ON_PAPER", number)
    never = certapp("ask", "99/98", "--on", "1998", *looking)
    assert (never.status, never.json["answer"]) == (1, "NEVER_ISSUED")
    cannot = certapp("ask", "99/98", *looking)
    assert (cannot.status, cannot.json["answer"]) == (2, "NOT_KNOWN")
    recorded = desk.act(("ask", "99/98", "--on", "1998", "--asked-by", "A museum"), "dora")
    assert recorded.json["answer"] == "NEVER_ISSUED"
    out = tmp_path / "out"
    out.mkdir()
    shown = certapp("legacy", "show", number, "--scans-to", out, *looking).json
    assert [act["act"] for act in shown["acts"]] == ["LEGACY_RECORDED", "LEGACY_AMENDED", "LEGACY_CONFIRMED"]
    assert (out / "1-12-98.pdf").read_bytes() == scan.read_bytes()
    assert "No. 12/98" in certapp("search", "coffin", "--office", desk.office).out

    stick = tmp_path / "stick"
    stick.mkdir()
    assert desk.act(("digest", "export", stick / "XA.xcdigest"), "boris").status == 0
    package = desk.act(("package", "export", stick / "XA.xcauth"), "boris").json
    trust = ("--trust", tmp_path / "post")
    digits = ("--accept-fingerprint", package["fingerprint"], *TWO)
    assert certapp("trust", "import", stick / "XA.xcauth", *trust, *digits).status == 0
    asked = ("trust", "ask", "--country", "xa", *trust, "--json")
    known = certapp(*asked, "12/98", "--on", "1998-05-07")
    assert (known.status, known.json["reasons"][0]["code"]) == (2, "NUMBER_KNOWN")
    false = certapp(*asked, "99/98", "--on", "1998-05-07")
    assert (false.status, false.json["outcome"], false.json["colour"]) == (1, "NEVER_ISSUED", "red")
    assert certapp(*asked, "99/98", "--on", "1980-01-01").json["reasons"][0]["code"] == "NUMBER_NOT_ANSWERED"
    assert certapp(*asked, "XA-2026-01-000001-A").json["reasons"][-1]["code"] == "NUMBER_MISTYPED"
    assert json.loads(certapp("journal", "verify", "--office", desk.office, "--json").out)["whole"] is True
