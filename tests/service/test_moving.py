"""An office moves under a new country CA: the border believes what was issued before, in between and after."""

import shutil
from pathlib import Path

import pytest

from certapp.model.errors import Refusal
from certapp.register.certificates import certificate
from certapp.service import moving
from certapp.service.auditing import full_check, verify_journal
from certapp.service.auditor_copy import export_for_auditors
from certapp.service.authority import CountryCa, answer_request, create_country
from certapp.service.between_offices import export_exchange, import_exchange
from certapp.service.ceremony import Wanted, at_hand, take_in, use_next_signer
from certapp.service.clock import Clock
from certapp.service.deciding import approve
from certapp.service.exchanging import former_packages, package_of_office, sign_next_bulletin
from certapp.service.introducing import introduction_package, read_introduction
from certapp.service.issuing import issue
from certapp.service.moving import Moved, ask_new_ca, move
from certapp.service.office import Office, Passphrase, open_office
from certapp.service.publishing import publish
from certapp.service.receiving import receive
from certapp.service.revoking import revoke
from certapp.service.stolen_signers import report_stolen
from certapp.service.verifying import verify_text
from certapp.trust.carried import Kind, read_request
from certapp.trust.fingerprint import fingerprint40
from certapp.trust.keyfile import TEST_COST
from certapp.trust.store import TrustStore
from certapp.trust.verdict import Outcome
from tests.authority import PRESENT, Authority, border_post, issued, make_authority, words
from tests.bad.make import small_application

NEW = "the new words of "


def country(folder: Path) -> CountryCa:
    return create_country(folder, "XA", "Heritage Authority", new_words, Clock().seconds, cost=TEST_COST)


def new_words(name: str) -> str:
    return NEW + name


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Two offices; the first has issued one certificate. Beside the CA a new one, introduced by it."""
    place = make_authority(tmp_path_factory.mktemp("moving") / "made")
    with place.first() as first:
        issued(first, "anna", "boris")
        new = country(place.folder / "new ca")
        package = introduction_package(place.ca, new, words, first.clock.seconds)
    (place.folder / "introduction.xcauth").write_bytes(package)
    return place


@pytest.fixture
def place(made: Authority, tmp_path: Path) -> Authority:
    return made.copied(tmp_path / "place")


def new_ca(place: Authority) -> CountryCa:
    return CountryCa(place.folder / "new ca")


def answered(place: Authority, office: Office) -> bytes:
    request = ask_new_ca(office, new_words, TEST_COST)
    return answer_request(new_ca(place), read_request(request.data), new_words, PRESENT, office.clock.seconds)


def moved(place: Authority, office: Office, one: str = "boris", other: str = "carla") -> Moved:
    data = answered(place, office)
    actor, second = office.log_in(one, words), office.log_in(other, words)
    introduction = read_introduction(place.folder / "introduction.xcauth")
    return move(office, actor, second, data, introduction, new_ca(place).fingerprint, new_words)


def code(office: Office, number: str) -> str:
    return certificate(office.register, number).code_text


def outcome(post: TrustStore, text: str, now: int) -> Outcome:
    return verify_text(text, post.view(), now).verdict.outcome


def test_the_border_believes_across_the_move_and_hears_of_what_is_revoked(place: Authority, tmp_path: Path) -> None:
    introduction = (place.folder / "introduction.xcauth").read_bytes()
    with place.first() as first:
        now = first.clock.seconds
        before = str(first.register.value("SELECT number FROM certificate"))
        codes = [code(first, before)]
        post = border_post(tmp_path / "post", first)
        with pytest.raises(Refusal) as told:
            post.import_file(introduction, now)
        assert (told.value.code, told.value.params["by"]) == ("ANCHOR_INTRODUCED", place.ca.fingerprint)
        post.import_file(introduction, now, new_ca(place).fingerprint, "Ana, Ben")
        done = moved(place, first)
        assert (done.before, done.now) == (place.ca.fingerprint, new_ca(place).fingerprint)
        assert done.taken.waits
    with place.first() as first:  # opened anew, it stands under the new CA
        assert first.settings["fingerprint"] == new_ca(place).fingerprint
        boris, anna = first.log_in("boris", new_words), first.log_in("anna", new_words)
        assert post.import_file(package_of_office(first), now).changed == ("signers", "crl")
        # The signer under the old CA goes on until the posts have the next one.
        between = issue_again(first, words)
        codes.append(code(first, between))
        use_next_signer(first, boris)
        after = issue_again(first, new_words)
        codes.append(code(first, after))
        assert [outcome(post, text, now) for text in codes] == [Outcome.GENUINE] * 3
        revoke(first, boris, anna, before, "STOLEN_CLAIM", "Claimed by its owner.")
        stick = tmp_path / "stick"
        stick.mkdir()
        written = publish(first, boris, first.unlock("status_signer", new_words), stick, "en")
        assert [each.name for each in written.former] == [f"XA-{place.ca.fingerprint.replace(' ', '')[:10]}.xcauth"]
        post.import_file(written.package.read_bytes(), now)
        assert [outcome(post, text, now) for text in codes] == [Outcome.REVOKED, Outcome.GENUINE, Outcome.GENUINE]
        assert full_check(first).faults == ()
        dora = first.log_in("dora", new_words)
        export_for_auditors(first, dora, tmp_path / "copy")
    with open_office(tmp_path / "copy", write=False) as copy:  # checked without keys
        assert full_check(copy).faults == ()
    # A post that begins anew takes in both packages, each with its digits.
    anew = TrustStore(tmp_path / "anew")
    anew.import_file(written.package.read_bytes(), now, new_ca(place).fingerprint, "Ana, Ben")
    assert outcome(anew, codes[1], now) is Outcome.UNKNOWN_ISSUER
    anew.import_file(written.former[0].read_bytes(), now, place.ca.fingerprint, "Ana, Ben")
    assert [outcome(anew, text, now) for text in codes] == [Outcome.REVOKED, Outcome.GENUINE, Outcome.GENUINE]


def issue_again(office: Office, seal: Passphrase) -> str:
    """Issued by people with their new keys; the seal's passphrase is the old one's as long as that one signs."""
    anna, boris = office.log_in("anna", new_words), office.log_in("boris", new_words)
    number = receive(office, anna, small_application())
    approve(office, boris, number)
    return issue(office, boris, number, office.unlock("document_signer", seal)).number


def test_the_second_office_follows_and_the_first_takes_its_word(place: Authority, tmp_path: Path) -> None:
    """While it has not, both CAs are believed in both offices."""
    told = tmp_path / "told.xcexchange"

    def tell(personal: Passphrase) -> None:
        with place.second() as second:
            quinn = second.log_in("quinn", personal)
            export_exchange(second, quinn, second.unlock("document_signer", words), told)
        with place.first() as first:
            import_exchange(first, first.log_in("boris", new_words), told)

    with place.first() as first:
        moved(place, first)
    tell(words)  # still under the old CA, which the first office believes as well
    with place.second() as second:
        second.trust.import_file(
            (place.folder / "introduction.xcauth").read_bytes(), 0, new_ca(place).fingerprint, "Quinn, Rosa"
        )
        moved(place, second, "quinn", "rosa")
        assert full_check(second).faults == ()
    tell(new_words)  # its people and package are under the new CA, its signer not yet
    with place.second() as second:
        assert second.roster.official("anna") is not None  # one roster for the country, under the new CA too
        assert second.roster.sequence == 2
    with place.first() as first:  # life goes on under the new CA
        boris = first.log_in("boris", new_words)
        wanted = [Wanted(Kind.ROLES, "dora", roles=frozenset({"AUDITOR", "BORDER"}))]
        taken = at_hand(first, boris, wanted, new_words, "Carla Deputy", place.folder / "new ca", TEST_COST)
        assert taken.sequence == 3
        assert full_check(first).faults == ()


def test_nothing_but_the_right_answer_moves_an_office(place: Authority, tmp_path: Path) -> None:
    introduction = read_introduction(place.folder / "introduction.xcauth")
    digits = new_ca(place).fingerprint
    with place.first() as first:
        boris, carla = first.log_in("boris", words), first.log_in("carla", words)
        stranger = country(tmp_path / "stranger")
        by_stranger = introduction_package(stranger, new_ca(place), new_words, first.clock.seconds)
        new_ca(place).follow(place.ca)  # what introducing by a stranger had it forget
        data = answered(place, first)
        (tmp_path / "s.xcauth").write_bytes(by_stranger)
        (tmp_path / "none.xcauth").write_bytes(package_of_office(first))

        def refused(code: str, *, answer: bytes = data, link: bytes = introduction, told: str = digits) -> None:
            with pytest.raises(Refusal, match=code):
                move(first, boris, carla, answer, link, told, new_words)

        refused("ANCHOR_FINGERPRINT_DIFFERS", told=place.ca.fingerprint)
        refused("INTRODUCTION_NOT_OURS", link=read_introduction(tmp_path / "s.xcauth"))
        with pytest.raises(Refusal, match="INTRODUCTION_MISSING"):
            read_introduction(tmp_path / "none.xcauth")
        refused("ANSWER_DAMAGED", answer=data[:-1])
        with pytest.raises(Refusal, match="CA_MOVE_NEEDS_TWO"):
            move(first, boris, boris, data, introduction, digits, new_words)
        with pytest.raises(Refusal, match="ROLE_MISSING"):
            move(first, first.log_in("anna", words), boris, data, introduction, digits, new_words)
        with pytest.raises(Refusal, match="ANSWER_SIGNATURE"):  # not as any other answer either
            take_in(first, boris, data)
        with pytest.raises(Refusal, match="PASSPHRASE_WRONG"):
            move(first, boris, carla, data, introduction, digits, words)
        assert first.settings["fingerprint"] == place.ca.fingerprint
        assert first.log_in("boris", words).id == "boris"
    # A CA that nobody introduced gives an answer that follows no roster of this office.
    with place.first() as first:
        shutil.rmtree(place.folder / "new ca" / "signed" / "predecessor")
        with pytest.raises(Refusal, match="ROSTER_SIGNATURE"):
            answered(place, first)


def test_a_move_cut_short_behind_the_journal_is_brought_to_its_end(
    place: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_more: object) -> None:
        raise KeyboardInterrupt

    with place.first() as first, monkeypatch.context() as cut:
        cut.setattr(moving, "settle_next_ca", stop)
        with pytest.raises(KeyboardInterrupt):
            moved(place, first)
    with place.first() as first:
        boris = first.log_in("boris", new_words)
        assert first.settings["fingerprint"] == new_ca(place).fingerprint
        use_next_signer(first, boris)
        sign_next_bulletin(first, boris, first.unlock("status_signer", new_words))
        assert verify_journal(first) == ()


def test_a_history_under_a_ca_that_the_new_one_does_not_name_is_found(place: Authority) -> None:
    """Who has the folder and one right key cannot put a CA of their own in front of the office's."""
    with place.first() as first:
        moved(place, first)
        former = next((first.folder.trust / "former").iterdir())
        assert full_check(first).faults == ()
        (former / "rosters" / "000002.xcroster").unlink()
        (former / "roster.xcroster").unlink(missing_ok=True)
        for path in (former / "rosters").iterdir():
            path.write_bytes(path.read_bytes()[:-1] + b"x")
        assert {fault.code for fault in full_check(first).faults} >= {"JOURNAL_SIGNER_UNKNOWN"}


def test_a_stolen_signer_of_the_old_ca_is_still_named_by_the_bulletin(place: Authority, tmp_path: Path) -> None:
    with place.first() as first:
        number = str(first.register.value("SELECT number FROM certificate"))
        text, old = code(first, number), first.unlock("document_signer", words).kid
        post, now = border_post(tmp_path / "post", first), first.clock.seconds
        moved(place, first)
        boris, carla = first.log_in("boris", new_words), first.log_in("carla", new_words)
        use_next_signer(first, boris)
        report_stolen(first, boris, carla, kid=old)
        signed = sign_next_bulletin(first, boris, first.unlock("status_signer", new_words))
        post.import_file(package_of_office(first), now, fingerprint40(new_ca(place).certificate.der), "Ana, Ben")
        assert post.view().bulletins["XA"].sequence == signed.sequence
        assert old in post.view().bulletins["XA"].compromised
        assert outcome(post, text, now) is Outcome.GENUINE  # the allow-list keeps honest paper
        assert set(former_packages(first)) == {place.ca.fingerprint.replace(" ", "")[:10]}
