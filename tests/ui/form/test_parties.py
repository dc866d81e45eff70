"""Parties are added by their role, and another party takes over the applicant's words."""

import copy

from pytestqt.qtbot import QtBot

from certapp.ui.form.parties import RoleButtons, SameAsApplicant
from certapp.ui.form.rows import RowPage
from certapp.ui.form.view import FormView
from tests.ui.form.conftest import OpenForm


def party_page(view: FormView, index: int) -> RowPage:
    view.go_to(f"parties[{index}].role")
    page = next(page for page in view.findChildren(RowPage) if page.place.path == f"parties[{index}]")
    page.build_all()
    return page


def at_role(view: FormView, role: str) -> int:
    return next(index for index, row in enumerate(view.draft.record["parties"]) if row["role"] == role)


def test_the_applicants_words_are_copied_without_identity_papers_in_one_step(open_form: OpenForm) -> None:
    view = open_form("Coins")
    applicant = view.draft.record["parties"][at_role(view, "APPLICANT")]
    applicant |= {"id_doc_no": "P 123", "name_legal": "Ana Example"}
    page = party_page(view, at_role(view, "CONSIGNEE"))
    row = page.place.row
    before = copy.deepcopy(row)
    page.findChildren(SameAsApplicant)[0].click()
    assert row["name_legal"] == "Ana Example"
    assert row["address_line"] == applicant["address_line"]
    assert row["address_line"] is not applicant["address_line"]
    assert (row["role"], row["same_as_role"]) == ("CONSIGNEE", "APPLICANT")
    assert row.get("id_doc_no") == before.get("id_doc_no")
    view.draft.undo()
    assert row == before


def test_the_applicant_is_not_offered_to_be_the_same_as_the_applicant(open_form: OpenForm) -> None:
    view = open_form("Coins")
    page = party_page(view, at_role(view, "APPLICANT"))
    assert page.findChildren(SameAsApplicant)[0].isHidden()


def test_a_role_is_added_by_its_button_and_only_once_where_there_may_be_one(open_form: OpenForm) -> None:
    view = open_form("Coins")
    party_page(view, 0)
    buttons = view.findChildren(RoleButtons)[0].buttons
    assert list(buttons) == ["APPLICANT", "REPRESENTATIVE", "OWNER", "CONSIGNEE"]
    assert not buttons["APPLICANT"].isEnabled()
    buttons["REPRESENTATIVE"].click()
    assert view.draft.record["parties"][-1] == {"role": "REPRESENTATIVE"}
    assert not buttons["REPRESENTATIVE"].isEnabled()
    assert buttons["OWNER"].isEnabled()


def test_parties_that_were_open_before_do_not_disturb_what_comes_later(open_form: OpenForm, qtbot: QtBot) -> None:
    view = open_form("Coins")
    gone = party_page(view, 2)
    with qtbot.waitSignal(gone.destroyed, timeout=60_000):
        party_page(view, 0)
    view.draft.set_value(view.draft.record["parties"][2], "role", "CARRIER")
    view.findChildren(RoleButtons)[0].buttons["CONSIGNEE"].click()
    assert view.draft.record["parties"][-1] == {"role": "CONSIGNEE"}
