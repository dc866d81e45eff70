"""What the office has seen before is found again: by identifier, inventory number, photograph, title and measures."""

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image, ImageDraw

from certapp.imaging.likeness import impression
from certapp.model import language
from certapp.register.cases import ObjectDecision
from certapp.register.connection import open_drafts_connection, transaction
from certapp.register.lookups import FILE, Picture, Thing, open_lookups
from certapp.service.casework import amend, propose
from certapp.service.comparing import side_by_side
from certapp.service.deciding import approve, refuse
from certapp.service.intake import Intake
from certapp.service.office import Actor, Office
from certapp.service.receiving import examine, receive
from certapp.service.seen import catch_up, matches, same_measures
from tests.bad.make import small_application

UUID = "0b8e1d2c-6a3f-4c55-9d0e-7f1a2b3c4d5e"
OTHER_SIZE = [{"dimension": "HEIGHT", "value": "3", "unit": "MTR"}]


def picture(shift: int = 0, quality: int = 90, glaze: int = 140) -> bytes:
    """A photograph with something on it; `shift` moves it, `glaze` is how blue it is."""
    drawn = Image.new("RGB", (800, 640), (70, 80, 90))
    pen = ImageDraw.Draw(drawn)
    for step in range(9):
        place = (step * 83 + shift) % 760
        pen.ellipse((place, step * 61, place + 130, step * 61 + 170), fill=(250 - step * 25, step * 28, glaze))
    buffer = io.BytesIO()
    drawn.save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def application(title: str, content: bytes, **item: Any) -> Intake:
    """The small painting with other particulars of its object and another photograph."""
    raw: dict[str, Any] = json.loads(json.dumps(small_application(title).raw))
    raw["objects"][0].update(item)
    return Intake(raw, lambda name: content)


def seen(office: Office, intake: Intake) -> dict[str, Any]:
    """Findings about what was seen before, by code."""
    found = examine(office, intake).findings
    return {each.code: each for each in found if each.code.startswith("SEEN_")}


@pytest.fixture
def first(office: Office, anna: Actor) -> str:
    """An application that the office took in."""
    intake = application(
        "Harbour with red boats", picture(), object_uuid=UUID, inventory_no=["Gal. 1877/42 b"], measurements=OTHER_SIZE
    )
    return receive(office, anna, intake)


def test_the_same_identifier_is_found(office: Office, first: str) -> None:
    found = seen(office, application("Something else", picture(400), object_uuid=UUID))
    assert found["SEEN_SAME_OBJECT"].params["application"] == first
    assert "Harbour with red boats" in found["SEEN_SAME_OBJECT"].text()


def test_the_same_inventory_number_is_found_however_it_is_written(office: Office, first: str) -> None:
    found = seen(office, application("Something else", picture(400), inventory_no=["GAL 1877-42B"]))
    assert found["SEEN_INVENTORY_NUMBER"].path == "objects[0].inventory_no"


def test_a_number_of_another_institution_is_another_number(office: Office, anna: Actor) -> None:
    held: dict[str, Any] = {"inventory_no": ["Z. 14"], "inventory_institution": "National Museum of Somewhere"}
    receive(office, anna, application("A brass compass", picture(60), **held))

    def again(institution: str) -> dict[str, Any]:
        other: dict[str, Any] = {"inventory_no": ["Z 14"], "inventory_institution": institution}
        return seen(office, application("Something else", picture(400), **other))

    assert "SEEN_INVENTORY_NUMBER" in again("NATIONAL MUSEUM OF SOMEWHERE")
    assert "SEEN_INVENTORY_NUMBER" not in again("City Library")
    assert "SEEN_INVENTORY_NUMBER" not in again("")


def test_a_photograph_is_found_again_smaller_and_worse(office: Office, first: str) -> None:
    buffer = io.BytesIO()
    Image.open(io.BytesIO(picture())).resize((700, 560)).save(buffer, "JPEG", quality=60)
    found = seen(office, application("Something else", buffer.getvalue()))
    assert found["SEEN_PICTURE"].path == "objects[0].photographs"


def test_of_a_series_on_one_ground_only_the_same_piece_is_found(office: Office, first: str) -> None:
    """Another glaze leaves the hash as it is; the colours tell the two pieces apart."""
    assert "SEEN_PICTURE" not in seen(office, application("Something else", picture(glaze=180)))
    assert "SEEN_PICTURE" in seen(office, application("Something else", picture(quality=60)))


def test_where_only_the_hash_of_a_picture_is_known_the_hash_decides(tmp_path: Path) -> None:
    measured = impression(picture())
    kept = Thing("office", "A-1", 1, "Vase", pictures=(Picture(measured.hash, measured.colours),))
    with open_lookups(tmp_path) as opened:
        opened.add_seen(1, [kept])
        assert not opened.with_like_picture(Picture(measured.hash, bytes(768)))
        assert [each.reference for each in opened.with_like_picture(Picture(measured.hash))] == ["A-1"]


def test_a_like_title_counts_with_the_same_measures_only(office: Office, first: str) -> None:
    sized = [{"dimension": "HEIGHT", "value": "2970", "unit": "MMT"}]
    same = application("harbour with RED boats.", picture(400), measurements=sized)
    assert "SEEN_TITLE_AND_MEASURES" in seen(office, same)
    smaller = [{"dimension": "HEIGHT", "value": "290", "unit": "CMT"}]
    assert not seen(office, application("Harbour with red boats", picture(400), measurements=smaller))


def test_another_object_is_not_found(office: Office, first: str) -> None:
    assert not seen(office, application("Still life", picture(400), measurements=OTHER_SIZE))


def test_an_application_is_not_compared_with_itself(office: Office, first: str) -> None:
    from certapp.register.applications import application as stored
    from certapp.service.seen import look_back

    record = office.stored_record(stored(office.register, first).record)
    assert not [each for each in look_back(office, record, own=first) if each.params.get("application") == first]
    assert [each for each in look_back(office, record) if each.params.get("application") == first]


def test_the_index_may_be_deleted_or_damaged_at_any_time(office: Office, first: str) -> None:
    intake = application("Something else", picture(400), object_uuid=UUID)
    assert seen(office, intake)
    (office.folder.path / FILE).unlink()
    assert seen(office, intake)
    (office.folder.path / FILE).write_bytes(b"no database at all, but long enough to be read as one" * 40)
    assert seen(office, intake)


def test_an_empty_page_is_like_no_other(office: Office, anna: Actor) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (700, 700), "white").save(buffer, "JPEG")
    receive(office, anna, application("White page", buffer.getvalue()))
    assert "SEEN_PICTURE" not in seen(office, application("Another page", buffer.getvalue(), measurements=OTHER_SIZE))


REFUSED = ObjectDecision(1, "REFUSED", ("STOLEN_MATCH",), "Police file 17/2026 names it.", "")


@pytest.fixture
def refused(office: Office, anna: Actor, boris: Actor) -> Iterator[tuple[str, str]]:
    """An application that was refused, and the identifier of its object."""
    uuid = str(uuid4())
    number = receive(office, anna, application("Saint with a book", picture(), object_uuid=uuid))
    propose(office, anna, number, [REFUSED])
    assert "SEEN_REFUSED" not in seen(office, again(uuid)), "what is proposed is not decided"
    refuse(office, boris, number)
    yield number, uuid
    language.use("en")


def again(uuid: str) -> Intake:
    """Another application for the object with this identifier."""
    return application("Something else", picture(400), object_uuid=uuid)


def test_an_earlier_refusal_is_said_with_its_number_day_and_reason(office: Office, refused: tuple[str, str]) -> None:
    number, uuid = refused
    found = seen(office, again(uuid))["SEEN_REFUSED"]
    assert (found.params["application"], found.params["number"]) == (number, 1)
    for said in (number, office.clock.today.isoformat(), "register of stolen objects", "Police file 17/2026"):
        assert said in found.text()
    assert "registre" in found.text("fr")
    language.use("ar")
    assert language.isolated(office.clock.today.isoformat()) in found.text()


def test_both_are_laid_side_by_side(office: Office, refused: tuple[str, str]) -> None:
    number, uuid = refused
    intake = again(uuid)
    finding = seen(office, intake)["SEEN_REFUSED"]
    sides = side_by_side(office, intake.raw, {}, finding)
    assert sides.source == f"{number}, 1"
    assert ("Something else", "Saint with a book") in {(line.mine, line.theirs) for line in sides.lines}
    assert sides.theirs


def test_of_a_partly_approved_application_only_the_object_refused_counts(
    office: Office, anna: Actor, boris: Actor
) -> None:
    first, second = str(uuid4()), str(uuid4())
    two = application("Harbour with red boats", picture(), object_uuid=first)
    two.raw["objects"].append({**two.raw["objects"][0], "object_uuid": second})
    number = receive(office, anna, two)
    propose(office, anna, number, [ObjectDecision(1, "APPROVED", (), "", ""), replace(REFUSED, seq=2)])
    approve(office, boris, number)
    assert "SEEN_REFUSED" not in seen(office, again(first))
    assert seen(office, again(second))["SEEN_REFUSED"].params["number"] == 2


def test_a_refusal_is_said_even_where_the_object_was_seen_often_since(
    office: Office, anna: Actor, refused: tuple[str, str]
) -> None:
    for _year in range(5):
        receive(office, anna, again(refused[1]))
    assert "SEEN_REFUSED" in seen(office, again(refused[1]))


def test_an_application_is_known_as_it_was_amended(office: Office, anna: Actor) -> None:
    uuid = str(uuid4())
    number = receive(office, anna, again(uuid))
    assert seen(office, again(uuid))
    amend(office, anna, number, application("Harbour with red boats", picture(), inventory_no=["NEW 4711"]))
    assert "SEEN_SAME_OBJECT" not in seen(office, again(uuid))
    assert "SEEN_INVENTORY_NUMBER" in seen(office, application("Else", picture(400), inventory_no=["New-4711"]))


def test_an_index_of_an_earlier_version_keeps_its_lists_and_measures_the_rest_anew(office: Office, first: str) -> None:
    assert seen(office, application("Something else", picture(400), object_uuid=UUID))
    with open_lookups(office.folder.path) as opened:
        opened.replace_list("Police", "2026-01-31", [(Thing("Police", "P-1", 1, "Stolen vase"), b"")], 1)
    connection = open_drafts_connection(office.folder.path / FILE)
    with transaction(connection):
        connection.execute("DROP TABLE colours")
        connection.execute("DROP TABLE size")
        connection.execute("ALTER TABLE hashed DROP COLUMN colours")
        connection.execute("ALTER TABLE thing DROP COLUMN institution")
        connection.execute("PRAGMA user_version = 2")
    connection.close()
    assert "SEEN_SAME_OBJECT" in seen(office, application("Something else", picture(400), object_uuid=UUID))
    with open_lookups(office.folder.path) as opened:
        assert [source.name for source in opened.sources()] == ["Police"]


def test_what_was_seen_in_a_later_state_of_the_register_is_forgotten_when_an_earlier_one_is_put_back(
    office: Office, first: str
) -> None:
    with open_lookups(office.folder.path) as opened:
        opened.add_seen(10_000, [Thing("office", "A-2026-01-010000", 1, "Harbour", uuid=str(uuid4()))])
    assert "SEEN_SAME_OBJECT" in seen(office, application("Something else", picture(400), object_uuid=UUID))
    with open_lookups(office.folder.path) as opened:
        assert opened.seen_up_to < 10_000
        assert not [each for each in opened.sharing_words("Harbour") if each.reference == "A-2026-01-010000"]


def test_a_revoked_certificate_of_the_same_object_is_said(
    office: Office, first: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("certapp.service.seen.state_of", lambda register, number: "REVOKED")
    found = seen(office, application("Something else", picture(400), object_uuid=UUID))
    assert "revoked" in found["SEEN_REVOKED"].text()


def test_measures_are_the_same_within_two_percent_and_only_where_there_are_common_ones() -> None:
    def thing(**measures: float) -> Thing:
        return Thing("office", "A", 1, "x", measures=tuple(measures.items()))

    assert same_measures(thing(HEIGHT=100, WIDTH=50), thing(HEIGHT=101.9, DEPTH=3))
    assert not same_measures(thing(HEIGHT=100), thing(HEIGHT=103))
    assert not same_measures(thing(HEIGHT=100), thing(WIDTH=100))


def test_catching_up_twice_takes_nothing_up_twice(office: Office, first: str) -> None:
    with open_lookups(office.folder.path) as lookups:
        assert catch_up(office, lookups)
        before = len(lookups.with_uuid(UUID))
        assert catch_up(office, lookups)
        assert len(lookups.with_uuid(UUID)) == before
        assert not matches(lookups, ())
