"""The page of people and keys, and the machine of the country CA, in the window."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from certapp.service.auditing import verify_journal
from certapp.service.authority import CountryCa, answer_request, create_country
from certapp.service.ceremony import Wanted, ask, asked_of, gets_new_key
from certapp.service.exchanging import former_packages
from certapp.service.training import APPROVER, PASSPHRASES, PREPARER, SECOND_SUPERVISOR, passphrase
from certapp.trust import keyfile, keyring
from certapp.trust.carried import Kind, read_request
from certapp.trust.keyfile import TEST_COST
from certapp.ui.home.view import HomeView
from certapp.ui.people import moving
from certapp.ui.people.asking import CeremonyDialog
from certapp.ui.people.moving import AskNewCaDialog, MoveDialog
from certapp.ui.people.passphrase import ChangePassphraseDialog
from certapp.ui.people.taking import TakerDialog
from certapp.ui.people.view import PeopleView
from certapp.ui.session import Session
from certapp.ui.start.country import CountryView
from certapp.ui.supervise import stolen
from tests.ui.conftest import Until

NEW = "some words that are new here"


@pytest.fixture
def page(qtbot: QtBot, approver: Session, until: Until) -> PeopleView:
    view = PeopleView(approver)
    qtbot.addWidget(view)
    view.show()
    until(lambda: view.dates.topLevelItemCount() > 0)
    return view


@pytest.fixture(autouse=True)
def quick_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Key files that cost little: what is tested is the way, not the wait."""
    wrap = keyfile.wrap
    monkeypatch.setattr(keyring.keyfile, "wrap", lambda key, words, label, _cost: wrap(key, words, label, TEST_COST))


def texts(view: PeopleView) -> list[str]:
    return [view.people.topLevelItem(row).text(1) for row in range(view.people.topLevelItemCount())]


def test_somebody_is_enrolled_with_the_ca_at_hand(page: PeopleView, approver: Session, until: Until) -> None:
    assert approver.actor is not None
    dialog = CeremonyDialog(page, approver.office, approver.actor, "Enrol", None)
    dialog.try_now()
    assert dialog.wrong.text  # no id yet
    dialog.user.setText("mira")
    dialog.name.setText("Mira New")
    dialog.roles["CLERK"].setChecked(True)
    dialog.new.setText(NEW)
    dialog.again.setText("another one than before")
    dialog.ca.edit.setText(PASSPHRASES["ca"])
    dialog.witness.setText("Clara Clerk")
    dialog.try_now()
    assert "differ" in dialog.wrong.text
    dialog.again.setText(NEW)
    dialog.try_now()
    until(lambda: dialog.asked is not None)
    assert dialog.asked is not None
    page._told(dialog.asked)
    assert texts(page) == ["adam", "clara", "mira", "sana"]
    assert approver.office.log_in("mira", lambda _name: NEW).name == "Mira New"
    assert verify_journal(approver.office) == ()


def test_whoever_takes_the_second_supervisor_away_is_warned(
    qtbot: QtBot, page: PeopleView, approver: Session, until: Until
) -> None:
    office, actor = approver.office, approver.actor
    assert actor is not None and page.too_few.isHidden()
    sana = office.official(SECOND_SUPERVISOR)
    dialog = CeremonyDialog(page, office, actor, "Roles", Wanted(Kind.ROLES, sana.id, sana.name))
    dialog.preset(sana.roles)
    assert dialog.too_few.isHidden()
    dialog.roles["SUPERVISOR"].setChecked(False)
    assert not dialog.too_few.isHidden()
    dialog.roles["SUPERVISOR"].setChecked(True)
    assert dialog.too_few.isHidden()
    gone = CeremonyDialog(page, office, actor, "Retire", Wanted(Kind.RETIRE, sana.id, sana.name))
    assert not gone.too_few.isHidden()
    gone.ca.edit.setText(PASSPHRASES["ca"])
    gone.witness.setText("Clara Clerk")
    gone.try_now()
    until(lambda: gone.asked is not None)
    assert gone.asked is not None
    page._told(gone.asked)
    assert not page.too_few.isHidden()
    rows = page.dates.topLevelItemCount
    until(lambda: "fewer than two: enrol one" in [page.dates.topLevelItem(row).text(2) for row in range(rows())])
    stolen_key = stolen.StolenKeyDialog(approver, lambda: actor)
    qtbot.addWidget(stolen_key)
    assert "enrol a second supervisor" in stolen_key.notice.text and not stolen_key.go_on.isEnabled()
    home = HomeView(approver)
    qtbot.addWidget(home)
    home.show()
    until(lambda: any("Fewer than two supervisors" in row.text() for row in home.rows()))


def test_a_folder_of_archived_copies_is_looked_through(page: PeopleView, until: Until, tmp_path: Path) -> None:
    (tmp_path / "other.pdf").write_bytes(b"%PDF-1.7")
    page.gather_copies(tmp_path)
    until(lambda: page.notice.text.startswith("0 archived copies"))


def test_a_clerk_sees_who_is_there_and_cannot_change_it(qtbot: QtBot, clerk: Session, until: Until) -> None:
    view = PeopleView(clerk)
    qtbot.addWidget(view)
    view.show()
    until(lambda: view.people.topLevelItemCount() == 3)
    for closed in (view.enrol, view.roles, view.retire, view.renew_signer):
        assert not closed.isEnabled() and "supervisor" in closed.accessibleDescription()
    for open_ in (view.passphrase, view.new_key, view.take, view.print_script):
        assert open_.isEnabled()
    clerk.log_in(clerk.office.log_in(APPROVER, passphrase))
    assert view.enrol.isEnabled() and not view.enrol.accessibleDescription()


def test_a_request_is_carried_signed_and_taken_in(
    qtbot: QtBot, page: PeopleView, approver: Session, until: Until, tmp_path: Path
) -> None:
    """The only supervisor has forgotten the passphrase: the new one takes the answer in."""
    office, request, answer = approver.office, tmp_path / "a.xcrequest", tmp_path / "a.xcanswer"
    written = ask(office, [Wanted(Kind.PERSON, APPROVER, "Adam")], lambda _name: NEW, TEST_COST)
    request.write_bytes(written.data)
    page.refresh()
    assert written.digits in page.waiting.text().replace("\u2066", "").replace("\u2069", "")
    country = CountryView()
    qtbot.addWidget(country)
    country.folder.setText(str(office.folder.keys))
    halves = PASSPHRASES["ca"].rpartition(" ")
    country.first_half.setText(halves[0])
    country.second_half.setText(halves[2])
    country.show_request(request)
    assert "Adam" in country.request_words.text()
    country.one.setText("Head of Authority")
    country.two.setText("Deputy Head")
    country.digits.setText("1" * 40)
    country.sign_to(answer)
    until(lambda: "not those of this file" in country.notice.text)
    country.digits.setText(written.digits)
    country.sign_to(answer)
    until(answer.exists)
    dialog = TakerDialog(page, office, answer)
    dialog.choose(APPROVER)
    dialog.field.edit.setText(NEW)
    dialog._try()
    until(lambda: dialog.actor is not None)
    assert dialog.actor is not None
    assert approver.actor is not None
    assert gets_new_key(office, answer.read_bytes(), approver.actor)  # so the page asks who takes it in, with which key
    assert not gets_new_key(office, answer.read_bytes(), dialog.actor)
    approver.log_in(dialog.actor)
    page.take_in(answer)
    until(lambda: asked_of(office) == ())
    assert office.log_in(APPROVER, lambda _name: NEW).id == APPROVER
    assert verify_journal(office) == ()


def test_the_next_signer_waits_and_is_taken_into_use(page: PeopleView, approver: Session, until: Until) -> None:
    assert not page.use.isVisible() and approver.actor is not None
    dialog = CeremonyDialog(page, approver.office, approver.actor, "New", Wanted(Kind.DOCUMENT_SIGNER, "01"))
    dialog.new.setText(NEW)
    dialog.again.setText(NEW)
    dialog.ca.edit.setText(PASSPHRASES["ca"])
    dialog.witness.setText("Clara Clerk")
    dialog.try_now()
    until(lambda: dialog.asked is not None)
    assert dialog.asked is not None
    page._told(dialog.asked)
    until(page.use.isVisible)
    page.use_signer()
    until(lambda: not page.use.isVisible())
    assert approver.office.unlock("document_signer", lambda _name: NEW)


def test_the_office_moves_under_a_new_country_ca(
    qtbot: QtBot, page: PeopleView, approver: Session, until: Until, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the request, for which everybody types a new passphrase, to the record that both sign."""
    office, request, package = approver.office, tmp_path / "a.xcrequest", tmp_path / "new.xcauth"
    assert office.folder.keys.joinpath("ca.key").exists() and approver.actor is not None
    old, now = CountryCa(office.folder.keys), office.clock.seconds
    new = create_country(
        tmp_path / "new ca", "XA", "Heritage Authority", lambda _: NEW, now, training=True, cost=TEST_COST
    )
    country = CountryView()
    qtbot.addWidget(country)
    country.folder.setText(str(office.folder.keys))
    country.next_folder.setText(str(tmp_path / "new ca"))
    country.first_half.setText(PASSPHRASES["ca"])
    country.introduce_to(package)
    until(package.exists)
    asking = AskNewCaDialog(page, office)
    assert [key.wanted.secret for key in asking.keys[:2]] == ["document_signer", "status_signer"]
    assert asking.focusWidget() is asking.keys[0].new
    monkeypatch.setattr(moving, "choose_target", lambda *_words: request)
    for key in asking.keys:
        key.new.setText(f"{NEW} {key.wanted.secret}")
        assert key.again is not None
        key.again.setText(f"{NEW} {key.wanted.secret}")
    last = asking.keys[-1]
    last.new.setText("another one than below")
    asking.try_now()
    assert "differ" in asking.wrong.text and not request.exists()
    last.new.setText(f"{NEW} {last.wanted.secret}")
    asking.try_now()
    until(lambda: asking.written is not None)
    answer = tmp_path / "a.xcanswer"
    present = ("Head of Authority", "Deputy Head")
    answer.write_bytes(answer_request(new, read_request(request.read_bytes()), lambda _: NEW, present, now))
    second = office.log_in(PREPARER, passphrase)
    dialog = MoveDialog(page, office, approver.actor)
    assert dialog.focusWidget() is dialog.answer
    monkeypatch.setattr(moving, "ask_person", lambda *_words, **_more: second)
    dialog.answer.setText(str(answer))
    dialog.introduction.setText(str(package))
    dialog.digits.setText("1" * 40)
    dialog.new.setText(f"{NEW} {APPROVER}")
    dialog.try_now()
    until(lambda: "1111" in dialog.wrong.text or "digits" in dialog.wrong.text)
    assert office.settings["fingerprint"] == old.fingerprint
    dialog.digits.setText(new.fingerprint)
    dialog.try_now()
    until(lambda: dialog.moved is not None)
    assert dialog.moved is not None
    page._said(moving.moved_words(dialog.moved))
    assert approver.actor is None and new.fingerprint in page.notice.text.replace("\u2066", "").replace("\u2069", "")
    assert new.fingerprint in page.stands_under.text().replace("\u2066", "").replace("\u2069", "")
    assert page.use.isVisibleTo(page) and office.log_in(APPROVER, lambda name: f"{NEW} {name}")
    assert verify_journal(office) == ()
    _revoke_the_status_signer_of_before(qtbot, approver, until, tmp_path, monkeypatch)


def _revoke_the_status_signer_of_before(
    qtbot: QtBot, approver: Session, until: Until, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was stolen: the CA before, whose key is still in this office, puts it on its list."""
    office, stick = approver.office, tmp_path / "stick"
    stick.mkdir()
    one, other = (office.log_in(user, lambda name: f"{NEW} {name}") for user in (APPROVER, SECOND_SUPERVISOR))
    (former,) = former_packages(office)
    dialog = stolen.StolenKeyDialog(approver, lambda: one)
    qtbot.addWidget(dialog)
    dialog.show()
    last = dialog.which.count() - 1
    assert "A status signer under the earlier country CA" in dialog.which.itemText(last)
    dialog.which.setCurrentIndex(last)

    def typed(_parent: object, name: str, _words: str, attempt: Callable[[str], str], **_more: object) -> str:
        return attempt(PASSPHRASES["ca"] if name == "ca" else f"{NEW} {name}")

    monkeypatch.setattr(stolen, "ask_person", lambda *_words, **_more: other)
    monkeypatch.setattr(stolen, "ask_and_try", typed)
    monkeypatch.setattr(stolen, "choose_folder", lambda *_words: stick)
    dialog.go_on.click()
    until(lambda: "The stolen key counts no more" in dialog.notice.text)
    assert (stick / f"XA-{former}.xcauth").is_file() and stolen.StolenKeyDialog(
        approver, lambda: one
    ).which.count() == last
    assert verify_journal(office) == ()


def test_somebody_changes_their_own_passphrase(page: PeopleView, clerk: Session, until: Until) -> None:
    assert clerk.actor is not None
    dialog = ChangePassphraseDialog(page, clerk.office, clerk.actor)
    dialog.old.setText(PASSPHRASES[PREPARER])
    dialog.new.setText("short")
    dialog.again.setText("short")
    dialog.try_now()
    assert dialog.wrong.text
    for edit in (dialog.new, dialog.again):
        edit.setText(NEW)
    dialog.try_now()
    until(lambda: dialog.result() == 1)
    assert clerk.office.log_in(PREPARER, lambda _name: NEW).id == PREPARER


def test_a_script_is_written_for_printing(page: PeopleView, until: Until, tmp_path: Path) -> None:
    from certapp.service.ceremony_papers import record_page

    office = page._session.office
    page._written(tmp_path / "record.pdf", lambda: record_page(office, "ar"))
    until((tmp_path / "record.pdf").exists)
    assert (tmp_path / "record.pdf").read_bytes().startswith(b"%PDF-")


def test_every_button_of_the_country_page_says_what_it_does(qtbot: QtBot) -> None:
    view = CountryView()
    qtbot.addWidget(view)
    assert all(each.text() for each in view.findChildren(QPushButton))
