"""Values of a record: how they are asked for, and how they look as plain JSON."""

from datetime import date
from decimal import Decimal

from certapp.model.record import Row, Text, plain_row

ROW = Row(
    {
        "name": "Ada",
        "title": (Text.of({"fr": "Titre", "en": "Title"}), Text.of("Second")),
        "due": date(2027, 6, 30),
        "amount": Decimal("1E+3"),
        "compulsory": True,
        "stops": (Row({"city": "Kyoto"}), Row({"city": "Nara"})),
    }
)


def test_a_row_gives_text_days_and_rows_and_nothing_where_there_is_nothing() -> None:
    assert ROW.text("name") == "Ada"
    assert ROW.text("amount") == "1E+3"
    assert ROW.text("title", ("de", "fr")) == "Titre"
    assert ROW.day("due") == date(2027, 6, 30)
    assert [row.text("city") for row in ROW.rows("stops")] == ["Kyoto", "Nara"]
    assert (ROW.text("missing"), ROW.day("missing"), ROW.rows("missing")) == ("", None, ())
    assert (ROW.day("name"), ROW.rows("name")) == (None, ())


def test_plain_json_has_dates_decimals_and_languages_as_they_are_typed() -> None:
    assert plain_row(ROW) == {
        "name": "Ada",
        "title": [{"en": "Title", "fr": "Titre"}, "Second"],
        "due": "2027-06-30",
        "amount": "1000",
        "compulsory": True,
        "stops": [{"city": "Kyoto"}, {"city": "Nara"}],
    }


def test_rows_are_equal_by_what_they_hold() -> None:
    other = Row(dict(reversed(list(ROW.items()))))
    assert other == ROW
    assert hash(other) == hash(ROW)
    assert other.with_values(name="Bo") != ROW


def test_a_text_names_each_wording_once() -> None:
    assert str(Text.of({"en": "Atlas", "fr": "Atlas", "ar": "أطلس"})) == "أطلس / Atlas"
    assert Text.of("Atlas").best(("fr",)) == "Atlas"
