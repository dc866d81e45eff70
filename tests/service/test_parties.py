"""Parties of earlier files are found by parts of their names, in any script, and told apart by their addresses."""

import json
from typing import Any

import pytest

from certapp.register import drafts
from certapp.register.connection import open_drafts_connection, transaction
from certapp.register.known_parties import NOT_COPIED, File, KnownParty, PartyIndex
from certapp.register.lookups import FILE, Thing, open_lookups
from certapp.service.casework import amend
from certapp.service.intake import Intake
from certapp.service.office import Actor, Office
from certapp.service.parties import find_parties, take_up_parties
from certapp.service.receiving import receive
from tests.bad.make import small_application


def application(*parties: dict[str, Any]) -> Intake:
    """The small painting; its applicant (and other parties, in their order) with other particulars."""
    small = small_application()
    raw: dict[str, Any] = json.loads(json.dumps(small.raw))
    for row, said in zip(raw["parties"], parties, strict=False):
        row.update(said)
    return Intake(raw, small.file)


def names(found: tuple[KnownParty, ...]) -> list[str]:
    return [each.said["name_legal"] for each in found]


def draft(office: Office, *parties: object, draft_id: str = "d1") -> None:
    drafts.save(office.drafts, drafts.Draft(draft_id, "model-certificate", {"parties": list(parties)}, "", "anna", 1))


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Museu d’Història de Lleó", "historia museu"),
        ("Museu d’Història de Lleó", "d'historia"),
        ("Zakład Sztuki Łódź", "lodz SZT"),
        ("المتحف الوطني للآثار", "متحف"),
        ("متحف الفن", "المتحف ال"),
        ("مكتبة الإسكندرية", "الاسكندريه مكتبة"),
        ("北京故宫博物院", "故宫"),
        ("Музей истории", "истории муз"),
        ("พิพิธภัณฑ์แห่งชาติ", "แห่งชาติ"),
    ],
)
def test_a_name_is_found_in_its_script_without_accents_and_in_any_order(
    office: Office, anna: Actor, name: str, typed: str
) -> None:
    receive(office, anna, application({"name_legal": name, "name_latin": "Some Latin Name"}))
    assert name in names(find_parties(office, typed))
    assert name in names(find_parties(office, "latin some"))
    assert name not in names(find_parties(office, f"{typed} nowhere"))


def test_one_name_at_two_addresses_is_two_parties_and_the_newest_particulars_count(office: Office, anna: Actor) -> None:
    at_port = {"name_legal": "Galerie Exemple", "city": "Port", "phone": "1"}
    receive(office, anna, application(at_port))
    receive(office, anna, application({**at_port, "name_legal": "GALERIE exemple", "phone": "2"}))
    receive(office, anna, application({**at_port, "city": "Mountain"}))
    found = find_parties(office, "galerie ex")
    assert [(each.said["city"], each.files) for each in found] == [("Port", 2), ("Mountain", 1)]
    assert found[0].said["phone"] == "2"


def test_a_party_in_two_roles_of_one_file_is_one_party_of_one_file(office: Office, anna: Actor) -> None:
    same = {"name_legal": "Twice Named", "address_line": ["1 Street"], "city": "Port", "country": "XA"}
    receive(office, anna, application(same, same))
    (found,) = find_parties(office, "twice named")
    assert found.files == 1


def test_role_and_identity_papers_are_not_kept(office: Office, anna: Actor) -> None:
    papers = {"id_doc_type": "PASSPORT", "id_doc_no": "P0451", "id_doc_country": "XA"}
    receive(office, anna, application({"name_legal": "Paper Holder", **papers}))
    (found,) = find_parties(office, "paper holder")
    assert found.said["city"]
    assert not found.said.keys() & NOT_COPIED
    assert b"P0451" not in (office.folder.path / FILE).read_bytes()


def test_an_amended_address_is_the_one_offered(office: Office, anna: Actor, boris: Actor) -> None:
    number = receive(office, anna, application({"name_legal": "Moving House"}))
    assert find_parties(office, "moving house")
    amend(office, anna, number, application({"name_legal": "Moving House", "city": "New Town"}))
    found = find_parties(office, "moving house")
    assert "New Town" in [each.said["city"] for each in found]
    assert {each.files for each in found} == {1}


def test_open_drafts_count_and_are_forgotten_with_them(office: Office) -> None:
    draft(office, {"role": "OWNER", "name_legal": "Only Drafted"}, {"name_legal": None}, "no row", 5)
    assert [(each.said, each.files) for each in find_parties(office, "drafted")] == [
        ({"name_legal": "Only Drafted"}, 0)
    ]
    assert find_parties(office, "drafted", own_draft="d1") == ()
    drafts.delete(office.drafts, "d1")
    assert find_parties(office, "drafted") == ()


def test_a_draft_of_any_shape_is_no_obstacle(office: Office) -> None:
    for index, parties in enumerate(({"name_legal": "Bare"}, "text", 7, None, [[["deep"]]])):
        shape = drafts.Draft(f"d{index}", "model-certificate", {"parties": parties}, "", "anna", 1)
        drafts.save(office.drafts, shape)
    assert names(find_parties(office, "Bare")) == []


@pytest.mark.parametrize("typed", ["", " ", "a", ".", "ا", "\x00", "'\"*%_", "1"])
def test_what_means_nobody_finds_nobody(office: Office, anna: Actor, typed: str) -> None:
    receive(office, anna, application({"name_legal": "Aaa 1"}))
    assert find_parties(office, typed) == ()


def test_one_chinese_character_is_a_word(office: Office, anna: Actor) -> None:
    receive(office, anna, application({"name_legal": "王博物馆"}))
    assert names(find_parties(office, "王")) == ["王博物馆"]


def test_five_thousand_parties_are_found_by_reading_few_rows_and_offered_a_dozen(office: Office) -> None:
    with open_lookups(office.folder.path) as lookups:
        index = PartyIndex(lookups.connection)
        files: list[File] = []
        for number in range(1, 5001):
            one = {"name_legal": f"Gallery Number{number:05} of Art", "city": f"Town {number % 50}", "country": "XA"}
            files.append((number, f"A-{number}", [one]))
        index.add("test", files)
        assert names(index.find("gal number04711")) == ["Gallery Number04711 of Art"]
        assert len(index.find("gallery")) == 12
        steps: list[int] = []
        lookups.connection.set_progress_handler(lambda: steps.append(1), 1000)
        index.find("number04711 art gal")
        lookups.connection.set_progress_handler(None, 0)
        plan = lookups.connection.rows(
            "EXPLAIN QUERY PLAN SELECT party FROM party_word WHERE word >= 'a' AND word < 'b'"
        )
        assert "SCAN" not in str(plan)
        assert len(steps) < 200  # thousands of steps of SQLite's machine: a walk through everything is far more


def test_taking_up_goes_on_where_it_stopped(office: Office, anna: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("certapp.service.parties._AT_ONCE", 1)
    for number in range(3):
        receive(office, anna, application({"name_legal": f"Later {number}"}))
    with open_lookups(office.folder.path) as lookups:
        index = PartyIndex(lookups.connection)
        rounds = 0
        while not take_up_parties(office, seconds=0):
            rounds += 1
        assert rounds >= 3
        assert len(index.find("later")) == 3


def test_lists_of_stolen_objects_stay_when_an_older_file_is_brought_up_to_date(office: Office) -> None:
    with open_lookups(office.folder.path) as lookups:
        lookups.replace_list("Police", "2026-01-31", [(Thing("Police", "P-1", 1, "Stolen vase"), b"")], 1)
    connection = open_drafts_connection(office.folder.path / FILE)
    with transaction(connection):
        for table in ("party", "party_file", "party_word", "colours", "size"):
            connection.execute(f"DROP TABLE {table}")
        connection.execute("ALTER TABLE thing DROP COLUMN institution")
        connection.execute("PRAGMA user_version = 1")
    connection.close()
    assert find_parties(office, "nobody") == ()
    with open_lookups(office.folder.path) as lookups:
        assert [source.name for source in lookups.sources()] == ["Police"]
