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
from certapp.service.ceremony import Wanted, at_hand, take_in, taker, use_next_signer
from certapp.service.clock import Clock
from certapp.service.deciding import approve
from certapp.service.exchanging import former_packages, package_of_office, sign_next_bulletin
from certapp.service.introducing import introduction_package, read_introduction
from certapp.service.issuing import issue
from certapp.service.looking import look_into
from certapp.service.moving import Moved, ask_new_ca, move
from certapp.service.office import Actor, Office, Passphrase, open_office
from certapp.service.publishing import publish
from certapp.service.receiving import receive
from certapp.service.revoking import revoke
from certapp.service.stolen_signers import (
    ask_far_ca,
    replace_at_hand,
    report_stolen,
    status_signer,
    status_signers_to_report,
)
from certapp.service.verifying import verify_text
from certapp.trust.bulletin import sign_bulletin
from certapp.trust.carried import Kind, read_request
from certapp.trust.certificate import Certificate, read_certificate
from certapp.trust.fingerprint import fingerprint40
from certapp.trust.keyfile import TEST_COST, spki
from certapp.trust.store import TrustStore
from certapp.trust.verdict import Outcome
from tests.authority import PRESENT, Authority, border_post, issued, make_authority, words
from tests.bad.make import small_application
from tests.tokens import PIN, SEAL, make_token, needs_softhsm

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


@needs_softhsm
def test_an_office_whose_signer_is_on_a_token_moves_with_that_token(
    place: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The key stays where it is: its PIN is asked when it is certified anew; the old certificate signs meanwhile."""
    monkeypatch.setenv("SOFTHSM2_CONF", "")
    soft = make_token(tmp_path / "token")
    seal = soft.place(SEAL)

    def pin(name: str) -> str:
        return PIN if name == "document_signer" else new_words(name)

    with place.first() as first:
        boris = first.log_in("boris", words)
        wanted = [Wanted(Kind.DOCUMENT_SIGNER, "01", place=soft.place(SEAL))]
        at_hand(
            first,
            boris,
            wanted,
            lambda name: PIN if name == "document_signer" else words(name),
            "Carla Deputy",
            place.ca.folder,
            TEST_COST,
        )
        use_next_signer(first, boris)
        before = read_certificate(first.keys.certificate("document_signer"))
        post, now = border_post(tmp_path / "post", first), first.clock.seconds
        post.import_file((place.folder / "introduction.xcauth").read_bytes(), now, new_ca(place).fingerprint, "A, B")
        soft.pull_out()
        with pytest.raises(Refusal, match="TOKEN_NOT_THERE"):
            ask_new_ca(first, pin, TEST_COST)
        soft.put_in()
        request = ask_new_ca(first, pin, TEST_COST)
        answer = answer_request(new_ca(place), read_request(request.data), new_words, PRESENT, now)
        introduction = read_introduction(place.folder / "introduction.xcauth")
        carla = first.log_in("carla", words)
        done = move(first, boris, carla, answer, introduction, new_ca(place).fingerprint, new_words)
        assert done.taken.waits and first.keys.certificate("document_signer") == before.der
    with place.first() as first:
        post.import_file(package_of_office(first), now)
        assert (
            first.unlock("document_signer", pin).certificate == before.der
        )  # which goes on until the post has the next
        use_next_signer(first, first.log_in("boris", new_words))
        after = read_certificate(first.keys.certificate("document_signer"))
        assert (spki(after.key), first.keys.placed("document_signer")) == (spki(before.key), seal)
        assert after.kid != before.kid
        assert outcome(post, code(first, issue_again(first, pin)), now) is Outcome.GENUINE
        assert full_check(first).faults == ()


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


@pytest.mark.parametrize("road", ["at hand", "by request"])
def test_a_stolen_status_signer_of_the_old_ca_is_revoked_by_that_ca_and_the_post_forgets_its_bulletins(
    place: Authority, tmp_path: Path, road: str
) -> None:
    """Who has it un-revokes with a number far ahead, at every post that believes the old CA as well."""
    with place.first() as first:
        number, now = str(first.register.value("SELECT number FROM certificate")), first.clock.seconds
        text, thief = code(first, number), first.unlock("status_signer", words)
        post = border_post(tmp_path / "post", first)
        moved(place, first)
        boris, carla = first.log_in("boris", new_words), first.log_in("carla", new_words)
        use_next_signer(first, boris)
        revoke(first, boris, carla, number, "STOLEN_CLAIM", "Claimed by its owner.")
        stick = made_folder(tmp_path / "stick")
        publish(first, boris, first.unlock("status_signer", new_words), stick, "en")
        post.import_file(package_of_office(first), now, new_ca(place).fingerprint, "Ana, Ben")
        look_into(post, [stick], now)
        assert outcome(post, text, now) is Outcome.REVOKED
        post.import_file(sign_bulletin("XA", 999, now, now + 86400, [], thief), now)
        assert outcome(post, text, now) is Outcome.GENUINE  # so far the thief has the word
        in_use, stolen = status_signers_to_report(first)
        assert (in_use.former, stolen.certificate.kid, stolen.in_use) == (None, thief.kid, False)
        assert stolen.former is not None and stolen.former.certificate == place.ca.certificate.der
        signer = status_signer(first, thief.kid)
        with pytest.raises(Refusal, match="CERTIFICATE_OF_OTHER_KEY"):
            revoke_signer(first, boris, carla, signer, new_words, new_ca(place).folder)
        if road == "at hand":
            revoke_signer(first, boris, carla, signer, words, place.ca.folder)
        else:
            request = ask_far_ca(first, boris, carla, signer, words, status=True, cost=TEST_COST)
            answer = answer_request(place.ca, read_request(request.data), words, PRESENT, now)
            assert taker(first, answer, "boris", new_words).id == "boris"
            take_in(first, boris, answer)
            with pytest.raises(Refusal, match="ANSWER_TO_NOTHING"):
                take_in(first, boris, answer)
        assert [each.certificate for each in status_signers_to_report(first)] == [in_use.certificate]
        stick = made_folder(tmp_path / "second stick")
        done = publish(first, boris, first.unlock("status_signer", new_words), stick, "en")
        look_into(post, [stick], now)
        assert post.view().bulletins["XA"].sequence == done.sequence < 999
        assert outcome(post, text, now) is Outcome.REVOKED
        with pytest.raises(Refusal, match="BULLETIN_SIGNATURE"):
            post.import_file(sign_bulletin("XA", 1000, now, now + 86400, [], thief), now)
        assert full_check(first).faults == ()


def revoke_signer(
    office: Office, actor: Actor, second: Actor, signer: Certificate, seal: Passphrase, ca_keys: Path
) -> None:
    replace_at_hand(office, actor, second, signer, seal, ca_keys, status=True, cost=TEST_COST)


def made_folder(path: Path) -> Path:
    path.mkdir()
    return path
