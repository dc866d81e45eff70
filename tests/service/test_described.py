"""The police call: which certificate is of the object that they describe, without a number."""

import shutil
from pathlib import Path

import pytest

from certapp.model.errors import Refusal
from certapp.model.progress import Progress, Stage
from certapp.register.connection import open_drafts_connection, transaction
from certapp.register.lookups import FILE, Thing, open_lookups
from certapp.service.deciding import approve
from certapp.service.described import Trait, describe, find_described
from certapp.service.issuing import issue
from certapp.service.office import Actor, Office, open_office
from certapp.service.receiving import receive
from tests.offices import Desk, certapp, passphrase
from tests.service.test_seen import application, picture

HARBOUR = [
    {"dimension": "HEIGHT", "value": "340", "unit": "MMT"},
    {"dimension": "WIDTH", "value": "45", "unit": "CMT"},
    {"dimension": "WEIGHT", "value": "2.5", "unit": "KGM"},
]
SQUARE = [{"dimension": "HEIGHT", "value": "34", "unit": "CMT"}, {"dimension": "WIDTH", "value": "34", "unit": "CMT"}]


@pytest.fixture
def folder(founded: Desk, tmp_path: Path) -> Path:
    """An office that nobody asked for anything yet."""
    return Path(shutil.copytree(founded.office, tmp_path / "office"))


@pytest.fixture
def harbour(office: Office, anna: Actor) -> str:
    return receive(office, anna, application("Harbour with red boats", picture(), measurements=HARBOUR))


@pytest.fixture
def square(office: Office, anna: Actor) -> str:
    return receive(office, anna, application("Still life with boats", picture(400), measurements=SQUARE))


def found(office: Office, title: str = "", measures: str = "", content: bytes = b"") -> dict[str, tuple[Trait, ...]]:
    """What is found, the likeliest first: application and traits."""
    return {each.application: each.traits for each in find_described(office, describe(title, measures, content))}


def test_an_object_is_found_by_words_of_its_title_in_any_order_and_case(
    office: Office, harbour: str, square: str
) -> None:
    assert found(office, "red HARBOUR") == {harbour: (Trait.WORDS,)}
    assert list(found(office, "boats harbour")) == [harbour, square]  # both words before one of them


def test_an_object_is_found_by_its_measures_whatever_unit_and_order_they_are_told_in(
    office: Office, harbour: str, square: str
) -> None:
    for told in (
        "34 x 45 cm",
        "45 x 34 cm",
        "346 x 442 mm",
        "0,34 x 0,45 m",
        "H 34 cm",
        "2500 g",
        "34 x 45 cm; 2,5 kg",
    ):
        assert found(office, measures=told)[harbour] == (Trait.SIZES,), told
    for told in ("34 x 60 cm", "45 x 45 cm", "3 kg", "34 x 45 x 12 cm"):
        assert harbour not in found(office, measures=told), told
    assert list(found(office, measures="34 x 34 cm")) == [square]


def test_an_object_is_found_by_a_photograph_of_it_smaller_and_worse(office: Office, harbour: str, square: str) -> None:
    assert found(office, content=picture(quality=40)) == {harbour: (Trait.PICTURE,)}


def test_what_has_most_of_the_traits_comes_first(office: Office, harbour: str, square: str) -> None:
    said = found(office, "boats", "34 x 45 cm", picture(quality=40))
    assert list(said.items()) == [(harbour, (Trait.PICTURE, Trait.SIZES, Trait.WORDS)), (square, (Trait.WORDS,))]


def test_what_is_found_names_certificate_status_and_photograph(office: Office, boris: Actor, harbour: str) -> None:
    approve(office, boris, harbour)
    number = issue(office, boris, harbour, office.unlock("document_signer", passphrase)).number
    (likely,) = find_described(office, describe("harbour", ""))
    assert (likely.application, likely.seq, likely.certificate, likely.status) == (harbour, 1, number, "ISSUED")
    assert office.attachments.get(likely.photograph).startswith(b"\xff\xd8\xff")


def test_nothing_is_found_of_what_only_a_list_of_stolen_objects_names(office: Office, harbour: str) -> None:
    stolen = Thing("Police", "P-1", 1, "Golden harbour", measures=(("HEIGHT", 12.0), ("WIDTH", 8.0)))
    with open_lookups(office.folder.path) as lookups:
        lookups.replace_list("Police", "2026-01-31", [(stolen, b"")], 1)
    assert found(office, "golden", "12 x 8 cm") == {}


WRONG = (
    ("", "  ", b"", "NOTHING_DESCRIBED"),
    ("…", "", b"", "NOTHING_DESCRIBED"),
    ("a" * 301, "", b"", "DESCRIBED_TOO_LONG"),
    ("", "about as large as a door", b"", "DESCRIBED_MEASURES_UNCLEAR"),
    ("boats", "34", b"", "DESCRIBED_MEASURES_UNCLEAR"),
    ("boats", "120 folios", b"", "DESCRIBED_MEASURES_UNCLEAR"),
    ("", "", b"no picture", "PICTURE_NOT_AN_IMAGE"),
)


@pytest.mark.parametrize(("title", "measures", "content", "refused"), WRONG)
def test_what_says_nothing_is_refused_by_name(title: str, measures: str, content: bytes, refused: str) -> None:
    with pytest.raises(Refusal) as caught:
        describe(title, measures, content)
    assert caught.value.code == refused


def test_an_index_of_the_version_before_gets_the_sizes_of_what_it_holds(office: Office, harbour: str) -> None:
    assert harbour in found(office, measures="34 x 45 cm; 2.5 kg")
    connection = open_drafts_connection(office.folder.path / FILE)
    with transaction(connection):
        connection.execute("DROP TABLE size")
        connection.execute("PRAGMA user_version = 4")
    connection.close()
    assert harbour in found(office, measures="34 x 45 cm; 2.5 kg")


def test_what_was_received_since_is_taken_up_first_and_that_can_be_stopped(
    office: Office, harbour: str, square: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("certapp.service.described._STEP_S", 0.0)  # tells at each step, and takes nothing up

    def stop(progress: Progress) -> None:
        assert progress == Progress(Stage.TAKE_UP, 0, 2)
        raise Refusal("WORK_STOPPED")

    (office.folder.path / FILE).unlink()
    with pytest.raises(Refusal, match="WORK_STOPPED"):
        find_described(office, describe("harbour", ""), stop)


def test_the_command_line_finds_it_too(folder: Path, tmp_path: Path) -> None:
    with open_office(folder) as office:
        intake = application("Harbour with red boats", picture(), measurements=HARBOUR)
        harbour = receive(office, office.log_in("anna", passphrase), intake)
    photograph = tmp_path / "from the police.jpg"
    photograph.write_bytes(picture(quality=40))
    asked = ("find", "--words", "Boats", "--measures", "45 x 34 cm", "--photograph", photograph, "--office", folder)
    (said,) = certapp(*asked, "--json").json
    assert (said["application"], said["object"], said["number"]) == (harbour, 1, None)
    assert said["alike"] == ["picture", "sizes", "words"]
    assert "Harbour with red boats" in certapp(*asked).out
    nothing = certapp("find", "--words", "submarine", "--office", folder)
    assert (nothing.out, nothing.status) == ("Nothing found.\n", 0)
    assert certapp("find", "--office", folder, "--json").json["error"]["code"] == "NOTHING_DESCRIBED"
