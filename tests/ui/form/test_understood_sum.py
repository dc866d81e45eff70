"""A sum typed with its currency fills both fields, in one step of undo; what has two readings is not guessed."""

import copy

import pytest
from pytestqt.qtbot import QtBot

from certapp.formdef.money import currency_beside
from certapp.ui.form.understood_sum import UnderstoodSum
from tests.ui.conftest import Until
from tests.ui.form.acting import line_at
from tests.ui.form.conftest import OpenForm

AMOUNTS = {
    "guarantee_amount": "guarantee_currency",
    "fee_amount": "fee_currency",
    "objects.valuation.amount": "currency",
    "objects.provenance.price_amount": "price_currency",
}


def test_every_amount_knows_its_currency(open_form: OpenForm) -> None:
    form = open_form("Coins").form
    found = {field.path: currency_beside(form, field) for field in form.root.field_paths()}
    assert {path: name for path, name in found.items() if name} == AMOUNTS


@pytest.mark.parametrize(
    ("typed", "amount", "currency"),
    [
        ("EUR 12.500,00", "12500.00", "EUR"),
        ("£1,200.50", "1200.50", "GBP"),
        ("12 500 dollars des États-Unis", "12500", "USD"),
        ("٢٥٠٠ يورو", "2500", "EUR"),
        ("5 швейцарских франков", "5", "CHF"),
        ("2500美元", "2500", "USD"),
        ("800 libras esterlinas", "800", "GBP"),
    ],
)
def test_a_sum_fills_amount_and_currency_and_the_amount_stands_alone_afterwards(
    open_form: OpenForm, until: Until, typed: str, amount: str, currency: str
) -> None:
    view = open_form("Coins")
    cell, line = line_at(view, "objects[0].valuation[0].amount", until)
    row = cell.place.row
    before = copy.deepcopy(row)
    line.insert(typed)
    assert (row["amount"], row["currency"]) == (amount, currency)
    assert line.text() == typed
    assert isinstance(cell.understood, UnderstoodSum)
    assert cell.understood.words.text() == f"Understood as {amount} {currency}"
    view.hand_in.setFocus()
    assert line.text() == amount
    assert cell.understood.isHidden()
    beside = view.cell_at("objects[0].valuation[0].currency")
    assert beside is not None
    assert beside.editor.value() == currency
    view.draft.undo()
    assert row == before
    assert line.text() == before["amount"]
    assert beside.editor.value() == before["currency"]


def test_typing_key_by_key_is_one_step(open_form: OpenForm, qtbot: QtBot, until: Until) -> None:
    view = open_form("Coins")
    _cell, line = line_at(view, "fee_amount", until)
    qtbot.keyClicks(line, "25,50 EUR")
    assert (view.draft.record["fee_amount"], view.draft.record["fee_currency"]) == ("25.50", "EUR")
    view.draft.undo()
    assert "fee_amount" not in view.draft.record
    assert "fee_currency" not in view.draft.record


def test_an_amount_without_a_currency_leaves_the_currency(open_form: OpenForm, until: Until) -> None:
    view = open_form("Coins")
    cell, line = line_at(view, "objects[0].valuation[0].amount", until)
    currency = cell.place.row["currency"]
    line.insert("1 250,00")
    assert (cell.place.row["amount"], cell.place.row["currency"]) == ("1250.00", currency)


@pytest.mark.parametrize("typed", ["1.200", "1,200"])
def test_what_has_two_readings_is_kept_as_typed_and_said(open_form: OpenForm, until: Until, typed: str) -> None:
    view = open_form("Coins")
    cell, line = line_at(view, "objects[0].valuation[0].amount", until)
    line.insert(typed)
    view.hand_in.setFocus()
    assert cell.place.row["amount"] == typed == line.text()
    assert isinstance(cell.understood, UnderstoodSum)
    assert cell.understood.words.text() == "This can be read in two ways: write 1200 or 1.2."
    assert not cell.understood.isHidden()


def test_what_is_not_understood_stays_as_typed_with_its_finding(open_form: OpenForm, until: Until) -> None:
    view = open_form("Coins")
    cell, line = line_at(view, "objects[0].valuation[0].amount", until)
    line.insert("about 500 dollars")
    view.hand_in.setFocus()
    assert cell.place.row["amount"] == "about 500 dollars" == line.text()
    until(lambda: any(each.code == "DECIMAL_EXPECTED" for each in view.draft.findings_at(cell.path)))
