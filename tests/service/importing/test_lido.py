"""LIDO as museums export it: several records, each as another system would write it, one dry run."""

from pathlib import Path

import pytest

from certapp.formdef.loading import load_form
from certapp.service.importing.lido import plan_lido, read_lido
from certapp.service.importing.pictures import pictures_in
from certapp.service.importing.plan import Plan
from tests.imaging.making import jpeg, quarters

FORM = load_form("xa")
MUSEUM = Path(__file__).with_name("museum.xml")


@pytest.fixture
def found(tmp_path: Path) -> Plan:
    """The dry run of the three, with the one picture that is at hand."""
    (tmp_path / "harbour.jpg").write_bytes(jpeg(quarters(900, 700)))
    records = read_lido(MUSEUM.read_bytes(), MUSEUM.name)
    return plan_lido(FORM, records, pictures_in(tmp_path), 0, lambda done, of: None)


def test_a_painting_comes_in_with_all_that_its_record_says(found: Plan) -> None:
    assert found.rows[0] == {
        "object_type_l2": "Gemälde",
        "object_type_aat": "http://vocab.getty.edu/aat/300033618",
        "title": ["Der Hafen am Morgen"],
        "inventory_no": ["Gm 00123"],
        "inventory_institution": "Port Museum",
        "inscriptions": [{"kind": "TEXT", "transcription": "H. Meer 1887"}],
        "inscriptions_none": False,
        "description": "Ein Hafen mit drei Schiffen, im Vordergrund ein Steg.",
        "measurements": [
            {"dimension": "HEIGHT", "value": "61.5", "unit": "CMT"},
            {"dimension": "WIDTH", "value": "84", "unit": "CMT"},
        ],
        "maker_name": ["Henrik Meer (Maler)"],
        "date_display": "um 1887",
        "date_earliest": 1885,
        "date_latest": 1889,
        "date_certainty": "CIRCA",
        "place_of_origin": "Port Example",
        "materials": ["Leinwand"],
        "techniques": ["Ölmalerei"],
        "subject": "Hafen",
        "photographs": [{"file": "harbour.jpg", "is_principal": True}],
    }


def test_a_coin_has_its_weight_and_its_years_before_our_era(found: Plan) -> None:
    coin = found.rows[1]
    assert coin["title"] == [{"en": "Drachm of the coast", "ar": "درهم الساحل"}]
    assert coin["inventory_no"] == ["1984.7", "N 44"]
    assert [(each["dimension"], each["value"], each["unit"]) for each in coin["measurements"]] == [
        ("DIAMETER", "19", "MMT"),
        ("WEIGHT", "4.25", "GRM"),
    ]
    assert (coin["date_earliest"], coin["date_latest"]) == (-330, -300)
    assert (coin["materials"], coin["techniques"]) == (["silver"], ["struck"])
    assert coin["maker_name"] == ["Mint of the coast"]


def test_what_was_found_says_where_beside_how_it_was_made(found: Plan) -> None:
    jug = found.rows[2]
    assert jug["object_type_l2"] == "cruche"
    assert jug["object_type_aat"] == "http://vocab.getty.edu/aat/300194567"
    assert jug["date_display"] == "1st century BCE"
    assert jug["materials"] == ["terre cuite", "engobe"]
    assert (jug["place_of_discovery"], jug["discovery_date"]) == ("site 7, coastal plain", "1931")


def test_each_note_of_a_description_goes_where_its_type_says(found: Plan) -> None:
    jug = found.rows[2]
    assert jug["description"] == "Cruche à une anse."
    assert jug["condition_text"] == "Bon."
    assert (jug["features"], jug["features_none"]) == ([{"kind": "OTHER", "description": "Bec recollé."}], False)


def test_what_the_form_cannot_take_is_told_with_its_record_and_nothing_stops(found: Plan) -> None:
    assert found.problems == ()
    (left_out,) = found.warnings
    assert left_out.text().startswith("Record coin-7, line ")
    assert "die axis 6 h" in left_out.text()
