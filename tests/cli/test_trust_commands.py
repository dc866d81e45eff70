"""From an object reported stolen to a red verdict at the border, with a stick in between; and lists by a keeper."""

import json
from pathlib import Path

import pytest

from tests.offices import EXAMPLE_NAMES, EXAMPLES, PASSPHRASES, TWO, Desk, certapp, copied_desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return copied_desk(tmp_path)


def test_from_reported_stolen_to_red_at_the_border(desk: Desk, tmp_path: Path) -> None:
    """Three commands: revoke, publish onto the stick, look into the stick."""
    number, pdf = desk.issue(desk.apply(EXAMPLES / EXAMPLE_NAMES[0]))
    desk.carry_package()
    stick = tmp_path / "stick"
    stick.mkdir()
    assert desk.act(("bulletin", "publish", stick), "boris").status == 0
    assert certapp("trust", "look", stick, "--trust", desk.post).status == 0
    (older_file,) = (path.name for path in stick.glob("*.xcstatus"))
    before = desk.verify(pdf)
    assert (before.json[0]["outcome"], before.json[0]["colour"]) == ("GENUINE", "green")
    assert desk.revoke(number, "STOLEN_CLAIM").status == 0
    published = desk.act(("bulletin", "publish", stick), "boris")
    assert [Path(file).suffix for file in published.json["files"]] == [".xcstatus", ".xcauth", ".xcdigest", ".pdf"]
    looked = certapp("trust", "look", stick, "--trust", desk.post, "--json")
    assert looked.status == 0, looked
    older = next(each for each in looked.json if Path(each["file"]).name == older_file)
    assert older["refusal"] == "BULLETIN_ROLLED_BACK"  # the newer one is here, and nobody is sent to ask for it
    again = certapp("trust", "look", stick, "--trust", desk.post)
    assert "not needed" in again.out and "ask for" not in again.out.lower()
    after = desk.verify(pdf)
    assert (after.json[0]["outcome"], after.status) == ("REVOKED", 1)
    assert after.json[0]["reasons"][0]["code"] == "REVOKED_OBJECT_STOLEN"
    notice = next(Path(file) for file in published.json["files"] if file.endswith(".pdf"))
    again = certapp("trust", "import", notice, "--trust", desk.post, "--json")
    assert again.json[0]["changed"] == []
    printed = certapp("paper", "bulletin", tmp_path / "p.pdf", "--office", desk.office, "--since", 2, "--json")
    assert printed.status == 0, printed


def test_a_stolen_signer_is_one_command(desk: Desk, tmp_path: Path) -> None:
    desk.carry_package()
    stick = tmp_path / "stick"
    stick.mkdir()
    alone = desk.act(("signer", "revoke"), "boris", "--second", "boris")
    assert alone.json["error"]["code"] == "SIGNER_NEEDS_TWO_SUPERVISORS"
    done = desk.act(("signer", "revoke"), "boris", "--second", "carla", "--out", stick)
    assert done.status == 0, done
    looked = certapp("trust", "look", stick, "--trust", desk.post, "--json")
    assert looked.json[0]["changed"] == ["signers", "crl", "bulletin", "digest"]
    assert certapp("journal", "verify", "--office", desk.office).status == 0


def test_many_are_revoked_by_a_list_or_by_their_days(desk: Desk, tmp_path: Path) -> None:
    number, _pdf = desk.issue(desk.apply(EXAMPLES / EXAMPLE_NAMES[0]))
    listed = tmp_path / "numbers.txt"
    listed.write_text(number)
    why = ("--second", "carla", "--reason", "ERROR", "--text", "A whole batch.")
    done = desk.act(("revoke-many",), "boris", "--list", listed, *why)
    assert done.json == {"revoked": [number], "replaced": {}, "in_their_place": []}
    none = desk.act(("revoke-many",), "boris", "--issued", "2020-01-01", "2020-12-31", *why)
    assert none.json["error"]["code"] == "REVOCATIONS_NONE"


def test_a_headquarters_keeps_a_list_and_a_post_follows_it(desk: Desk, tmp_path: Path) -> None:
    keeper, words = tmp_path / "keeper", tmp_path / "keeper.json"
    words.write_text(json.dumps({**PASSPHRASES, "list_keeper": "keeper opens this test list"}))
    words.chmod(0o600)
    secret = ("--passphrases", words, "--json")
    digits = certapp("trust-list", "keeper", keeper, "--name", "Headquarters", *secret).json["fingerprint"]
    package = tmp_path / "XA.xcauth"
    desk.act(("package", "export", package), "boris")
    source, listed = tmp_path / "list.json", tmp_path / "hq.xctrust"
    source.write_text(json.dumps({"authorities": [{"file": "XA.xcauth"}], "grace_days": {"XA": 60}}))
    make = ("trust-list", "make", listed, "--keeper", keeper, "--source", source, *secret)
    assert certapp(*make).json["sequence"] == 1
    post = ("--trust", desk.post, "--json")
    unknown = certapp("trust", "import", listed, *post)
    assert unknown.json["error"]["code"] == "KEEPER_UNKNOWN"
    alone = certapp("trust", "import", listed, *post, "--accept-fingerprint", digits)
    assert alone.json["error"]["code"] == "CEREMONY_NEEDS_TWO_PEOPLE"
    assert certapp("trust", "import", listed, *post, "--accept-fingerprint", digits, *TWO).status == 0
    assert certapp("trust", "import", package, *post).status == 0
    source.write_text(json.dumps({"authorities": [{"file": "XA.xcauth", "standing": "withdrawn"}]}))
    assert certapp(*make).json["sequence"] == 2
    assert certapp("trust", "import", listed, *post).status == 0
    assert certapp("trust", "import", package, *post).json["error"]["code"] == "ANCHOR_WITHDRAWN"
    source.write_text(json.dumps({"authorities": [{"file": "XA.xcauth", "standing": "perhaps"}]}))
    assert certapp(*make).json["error"]["code"] == "TRUST_LIST_SOURCE_WRONG"


def test_a_post_sets_its_own_patience(desk: Desk) -> None:
    policy = ("trust", "policy", "--country", "XA", "--trust", desk.post, "--json", "--grace-days")
    assert certapp(*policy, 90).json == {"country": "XA", "grace_days": 90}
    assert certapp(*policy, 1000).json["error"]["code"] == "GRACE_OUT_OF_RANGE"
    assert certapp("trust", "confirm-time", "--trust", desk.post, "--json").json == {"latest": 0}
