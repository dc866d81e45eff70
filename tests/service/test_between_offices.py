"""Two offices under one country CA: what one withdraws reaches the border by the other; a cloned desk is found."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certapp.model.certificate_number import read_number
from certapp.model.errors import Refusal
from certapp.model.progress import Progress, Stage, Told
from certapp.register.certificates import certificate
from certapp.register.journal import entries
from certapp.register.legacy import LegacyObject, legacy_certificate
from certapp.register.office import restored_at
from certapp.service.asked_numbers import Answer as Said
from certapp.service.asked_numbers import ask
from certapp.service.auditing import full_check
from certapp.service.between_offices import export_exchange, import_exchange, next_file_due, settle
from certapp.service.checkpoints import newest_witness
from certapp.service.clock import Clock
from certapp.service.digesting import sign_register_digest
from certapp.service.exchanging import bulletin_due, package_of_office, sign_next_bulletin
from certapp.service.keeping import resume
from certapp.service.legacy import OldPaper, confirm_papers, record_paper
from certapp.service.legacy_coverage import state_coverage
from certapp.service.office import Office
from certapp.service.other_offices import FOLDER, other_offices
from certapp.service.publishing import publish
from certapp.service.revoking import revoke
from certapp.service.stolen_signers import replace_at_hand, report_stolen
from certapp.service.suspending import lift_suspension, suspend
from certapp.service.verifying import verify_text
from certapp.trust.bulletin import Policy
from certapp.trust.exchange import Exchange, parse_exchange, read_exchange, sign_exchange
from certapp.trust.keyfile import TEST_COST
from certapp.trust.store import TrustStore
from certapp.trust.verdict import Outcome
from tests.authority import Authority, border_post, issued, make_authority, words
from tests.offices import Answer, certapp

DAY = 86400


def later(days: float) -> Clock:
    return Clock(lambda: Clock().wall() + days * DAY)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """The second office has issued one certificate and told the first."""
    authority = make_authority(tmp_path_factory.mktemp("authority") / "made")
    with authority.second() as second:
        issued(second, "paul", "quinn")
    send(authority)
    return authority


@pytest.fixture
def place(made: Authority, tmp_path: Path) -> Authority:
    return made.copied(tmp_path / "place")


def write(office: Office, path: Path, head: str = "quinn") -> Exchange:
    done, _path = export_exchange(office, office.log_in(head, words), office.unlock("document_signer", words), path)
    return done


def send(place: Authority, name: str = "second", days: float = 0) -> Path:
    """A file of the second office, taken in by the first."""
    path = place.folder / f"{name}-{days}.xcexchange"
    with place.second(later(days), name) as second:
        write(second, path)
    with place.first(later(days)) as first:
        import_exchange(first, first.log_in("boris", words), path)
    return path


def asking(office: Office) -> Office:
    """The same office under a profile that asks for a second signature in each code."""
    return replace(office, form=replace(office.form, settings={**office.form.settings, "second_signature": True}))


def test_since_when_an_office_signs_twice_reaches_the_border_by_the_other(place: Authority) -> None:
    path = place.folder / "twice.xcexchange"
    with place.second() as second:
        told = write(asking(second), path).content.second_since
        assert told == second.clock.seconds // DAY + 1  # it has issued one without today
    with place.first() as first:
        import_exchange(first, first.log_in("boris", words), path)
        sign_next_bulletin(first, first.log_in("boris", words), first.unlock("status_signer", words))
        assert first.trust.view().bulletins["XA"].second_since == {"02": told}


def test_no_older_number_is_called_never_issued_while_an_office_has_not_stated_its_papers(place: Authority) -> None:
    this_year = Clock().today.year

    def covering(office: Office, one: str, other: str) -> None:
        people = office.log_in(one, words), office.log_in(other, words)
        state_coverage(office, *people, (1990, this_year), "All boxes.", complete=True, none_before=True)

    with place.first() as first:
        boris, status = first.log_in("boris", words), first.unlock("status_signer", words)
        covering(first, "boris", "carla")
        told = ask(first, "No. 8/99", "1999")
        assert (told.answer, told.not_covered) == (Said.NOT_KNOWN, ("02",)) and "02" in told.coverage_text()
        assert ask(first, "No. 8/99").answer is Said.NOT_KNOWN
        digest = sign_register_digest(first, boris, status)
        assert (digest.older, digest.legacy_complete) == (None, False)
    old = OldPaper("No. 7/99", "1999-05-07", objects=(LegacyObject("Bronze cat", "", "1"),))
    with place.second(later(0.1)) as second:
        number = record_paper(second, second.log_in("paul", words), old)
        seen = (number, legacy_certificate(second.register, number).digest)
        confirm_papers(second, second.log_in("quinn", words), [seen])
        covering(second, "quinn", "rosa")
    send(place, days=0.2)
    with place.first(later(0.2)) as first:
        assert ask(first, "No. 7/99").answer is Said.OTHER_OFFICE
        assert ask(first, "No. 8/99", "1999").answer is Said.NEVER_ISSUED
        assert ask(first, "No. 8/99").answer is Said.NEVER_ISSUED and ask(first, "8/99").not_covered == ()
        digest = sign_register_digest(first, first.log_in("boris", words), status)
        assert digest.legacy_complete and digest.older is not None
        assert digest.holds("No. 7/99") and not digest.holds("No. 8/99")
    with place.second(later(0.3)) as second:  # another paper comes to light there
        record_paper(second, second.log_in("paul", words), replace(old, printed="No. 9/99"))
    send(place, days=0.4)
    with place.first(later(0.4)) as first:
        assert ask(first, "No. 8/99", "1999").answer is Said.NOT_KNOWN
        assert not sign_register_digest(first, first.log_in("boris", words), status).legacy_complete


def only_number(office: Office) -> str:
    return str(office.register.value("SELECT number FROM certificate"))


def code_of(office: Office) -> str:
    return certificate(office.register, only_number(office)).code_text


def withdraw(office: Office) -> None:
    revoke(
        office, office.log_in("quinn", words), office.log_in("paul", words), only_number(office), "STOLEN_CLAIM", "!"
    )


def test_what_the_second_office_revokes_reaches_the_border_by_the_first(place: Authority, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    with place.first() as first:
        post = border_post(tmp_path / "post", first)
    with place.second() as second:
        code, number, now = code_of(second), only_number(second), second.clock.seconds
        assert not next_file_due(second)
        withdraw(second)
        assert next_file_due(second)
    assert verify_text(code, post.view(), now).verdict.outcome is Outcome.GENUINE
    send(place)
    with place.first(later(1)) as first:
        boris, status = first.log_in("boris", words), first.unlock("status_signer", words)
        assert bulletin_due(first).revoked == 1
        done = publish(first, boris, status, stick, "en")
        assert done.entries == 1
        (other,) = other_offices(first)
        assert (other.code, other.age(first.clock.seconds), other.late(first.clock.seconds)) == ("02", 1, False)
        assert full_check(first).faults == ()
    post.import_file(done.package.read_bytes(), now + DAY)
    assert verify_text(code, post.view(), now + DAY).verdict.outcome is Outcome.REVOKED
    digest = post.view().digests["XA"]
    assert digest.holds(number)
    assert digest.offices == {"01", "02"}


def test_a_suspension_that_the_second_office_lifts_is_lifted_at_the_border(place: Authority, tmp_path: Path) -> None:
    with place.first() as first:
        post = border_post(tmp_path / "post", first)
    for act, outcome in ((True, Outcome.REVOKED), (False, Outcome.GENUINE)):
        with place.second() as second:
            quinn, rosa, number = second.log_in("quinn", words), second.log_in("rosa", words), only_number(second)
            code = code_of(second)
            if act:
                suspend(second, quinn, number, "Looked into.")
            else:
                lift_suspension(second, quinn, rosa, number, "It was nothing.")
        send(place)
        with place.first() as first:
            signed = sign_next_bulletin(first, first.log_in("boris", words), first.unlock("status_signer", words))
            post.import_file(signed.content, first.clock.seconds)
            assert verify_text(code, post.view(), first.clock.seconds).verdict.outcome is outcome


def stopping_at(stage: Stage) -> Told:
    """Stops an act at its end of that stage."""
    times: list[Progress] = []

    def told(progress: Progress) -> None:
        times.append(progress)
        if progress.stage is stage and (stage is Stage.READ_EXCHANGE or len(times) > 1):
            raise Refusal("WORK_STOPPED")

    return told


def test_each_countersigns_the_other_s_checkpoint_on_the_way(place: Authority, tmp_path: Path) -> None:
    back = tmp_path / "back.xcexchange"
    with place.first() as first:
        write(first, back, "boris")
    with place.second() as second:
        quinn = second.log_in("quinn", words)
        before = second.register.rows("SELECT seq, type FROM journal")
        for stage in (Stage.READ_EXCHANGE, Stage.COMPARE_HISTORIES):
            with pytest.raises(Refusal, match="EXCHANGE_STOPPED"):
                import_exchange(second, quinn, back, stopping_at(stage))
        assert second.register.rows("SELECT seq, type FROM journal") == before
        with pytest.raises(Refusal, match="EXCHANGE_WRITING_STOPPED"):
            stop, signer = stopping_at(Stage.COLLECT_EXCHANGE), second.unlock("document_signer", words)
            export_exchange(second, quinn, signer, tmp_path / "no.xcexchange", stop)
        assert not (tmp_path / "no.xcexchange").exists()
        taken = import_exchange(second, quinn, back)
        witness = newest_witness(second)
        assert witness is not None
        assert (witness.country, witness.office, taken.witnessed) == ("XA", "01", witness.checkpoint.statement.seq)
        assert full_check(second).witness == f"XA-01 ({taken.witnessed})"
        assert not taken.copy
        assert restored_at(second.register) is None


def test_the_same_file_changes_nothing_and_an_older_one_is_refused_by_name(place: Authority) -> None:
    first_file = next(place.folder.glob("*.xcexchange"))
    newer = send(place, days=0.1)
    with place.first(later(0.1)) as first:
        boris = first.log_in("boris", words)
        before = len(list(entries(first.register)))
        assert import_exchange(first, boris, newer).new is False
        with pytest.raises(Refusal, match="EXCHANGE_OLDER"):
            import_exchange(first, boris, first_file)
        assert len(list(entries(first.register))) == before
        assert [(each.sequence, each.twice) for each in other_offices(first)] == [(2, False)]


def test_a_file_that_is_not_that_office_s_own_word_is_refused(place: Authority, tmp_path: Path) -> None:
    path = tmp_path / "x.xcexchange"
    with place.second() as second:
        real = write(second, tmp_path / "real.xcexchange")
        own = second.unlock("document_signer", words)
    with place.first() as first:
        boris, seal = first.log_in("boris", words), first.unlock("document_signer", words)

        def refused(data: bytes) -> str:
            path.write_bytes(data)
            with pytest.raises(Refusal) as told:
                import_exchange(first, boris, path)
            return told.value.code

        content = real.content
        assert refused(sign_exchange(content, seal)) == "EXCHANGE_SIGNATURE"  # 01 speaks for 02
        assert refused(sign_exchange(content, boris.key)) == "EXCHANGE_SIGNATURE"  # an official for an office
        assert refused(sign_exchange(replace(content, country="XB"), own)) == "EXCHANGE_OTHER_COUNTRY"
        ahead = replace(content, written_at=content.written_at + 3 * DAY)
        assert refused(sign_exchange(ahead, own)) == "EXCHANGE_FROM_TOMORROW"
        assert refused(sign_exchange(replace(content, office="01", known=()), seal)) == "EXCHANGE_BY_OUR_COPY"
        assert refused(real.raw[:-1]) == "EXCHANGE_DAMAGED"
        report_stolen(first, boris, first.log_in("carla", words), kid=own.kid)
        assert refused(real.raw) == "EXCHANGE_SIGNER_STOLEN"
        assert refused(sign_exchange(replace(content, stolen={own.kid: 1}), own)) == "EXCHANGE_SIGNER_STOLEN"
        with pytest.raises(Refusal, match="ROLE_MISSING"):
            import_exchange(first, first.log_in("anna", words), path)
        assert other_offices(first)[0].sequence == 1
    with pytest.raises(ValueError, match="nobody could read"):  # what another office gave out nobody withdraws
        sign_exchange(replace(content, withdrawn=((b"notours!", 1, 1, ""),)), own)


def test_a_cloned_desk_is_found_at_the_exchange_and_the_copy_stands_still(place: Authority, tmp_path: Path) -> None:
    """Both issue the same number; whichever comes second is told, and whoever hears of the other history stops."""
    shutil.copytree(place.folder / "second", place.folder / "clone")
    back = tmp_path / "back.xcexchange"
    with place.second() as second:
        twice = issued(second, "paul", "quinn")
    right = send(place)
    with place.second(name="clone") as clone:
        assert issued(clone, "paul", "quinn") == twice
        withdraw_last(clone, twice)
        wrong = tmp_path / "wrong.xcexchange"
        write(clone, wrong)
    with place.first() as first:
        boris = first.log_in("boris", words)
        for _ in range(2):
            with pytest.raises(Refusal) as told:
                import_exchange(first, boris, wrong)
            assert (told.value.code, told.value.params["number"]) == ("EXCHANGE_NUMBER_TWICE", twice)
        assert len(list(entries(first.register, kind="OFFICE_TWICE"))) == 1
        (other,) = other_offices(first)
        assert (other.twice, other.sequence) == (True, 2)
        assert bulletin_due(first).revoked == 1  # what either withdrew does not hold, until it is settled
        write(first, back, "boris")
    with place.second(name="clone") as clone:
        taken = import_exchange(clone, clone.log_in("quinn", words), back)
        assert (taken.copy, taken.warned) == (True, True)
        with pytest.raises(Refusal, match="RESTORED_COPY"):
            issued(clone, "paul", "quinn")
        with pytest.raises(Refusal, match="RESTORED_COPY"):
            write(clone, wrong)
    with place.second() as second:  # whose history the first office holds goes on, and knows
        taken = import_exchange(second, second.log_in("quinn", words), back)
        assert (taken.copy, taken.warned) == (False, True)
        assert read_number(issued(second, "paul", "quinn")).serial == 3
    with place.first() as first:
        boris, carla = first.log_in("boris", words), first.log_in("carla", words)
        with pytest.raises(Refusal, match="EXCHANGE_NEEDS_TWO_SUPERVISORS"):
            settle(first, boris, boris, right)
        settle(first, boris, carla, right)
        assert not other_offices(first)[0].twice
        assert bulletin_due(first).revoked == 0
        with pytest.raises(Refusal, match="EXCHANGE_NOTHING_TO_SETTLE"):
            settle(first, boris, carla, right)
        assert full_check(first).faults == ()


def withdraw_last(office: Office, number: str) -> None:
    revoke(office, office.log_in("quinn", words), office.log_in("paul", words), number, "ERROR", "!")


def test_a_restored_office_jumps_past_what_the_other_office_saw(place: Authority, tmp_path: Path) -> None:
    shutil.copytree(place.folder / "second", place.folder / "backup of 02")
    back = tmp_path / "back.xcexchange"
    with place.second() as second:
        gone = issued(second, "paul", "quinn")
    send(place)
    with place.first() as first:
        write(first, back, "boris")
    with place.second(name="backup of 02") as older:
        quinn = older.log_in("quinn", words)
        assert import_exchange(older, quinn, back).copy
        assert resume(older, quinn, only_number(older)) == (gone,)
        assert import_exchange(older, quinn, back).copy is False  # it has heard, and jumped
        assert read_number(issued(older, "paul", "quinn")).serial == 3
        lost = tmp_path / "lost.xcexchange"
        assert write(older, lost).content.sequence == 3
        assert full_check(older).faults == ()
    with place.first() as first:  # what is gone there was given out: that is told, and two supervisors decide
        boris = first.log_in("boris", words)
        with pytest.raises(Refusal, match="EXCHANGE_NUMBER_TWICE"):
            import_exchange(first, boris, lost)
        settle(first, boris, first.log_in("carla", words), lost)
        assert other_offices(first)[0].sequence == 3


def test_a_file_that_is_gone_or_changed_stops_the_bulletin_until_it_is_back(place: Authority) -> None:
    source = next(place.folder.glob("*.xcexchange"))
    with place.first() as first:
        boris, status = first.log_in("boris", words), first.unlock("status_signer", words)
        (kept,) = (first.folder.trust / FOLDER).iterdir()
        kept.write_bytes(kept.read_bytes()[:-1] + b"x")
        for act in (sign_next_bulletin, sign_register_digest):
            with pytest.raises(Refusal, match="EXCHANGE_LOST"):
                act(first, boris, status)
        import_exchange(first, boris, source)
        sign_next_bulletin(first, boris, status)


def test_the_digest_says_nothing_of_an_office_that_was_silent_for_long(place: Authority) -> None:
    for days, offices, complete in ((1, {"01", "02"}, 1), (5, {"01", "02"}, 5), (20, {"01"}, 0)):
        with place.first(later(days)) as first:
            boris, status = first.log_in("boris", words), first.unlock("status_signer", words)
            digest = sign_register_digest(first, boris, status)
            assert digest.offices == offices
            assert digest.complete_to == (first.clock.seconds // DAY) - 1 - complete


def test_after_a_theft_at_the_second_office_honest_paper_stands_at_the_border(place: Authority, tmp_path: Path) -> None:
    told, now = tmp_path / "told.xcexchange", Clock().seconds
    with place.first() as first:
        post = border_post(tmp_path / "post", first)
    with place.second() as second:
        code, quinn, rosa = code_of(second), second.log_in("quinn", words), second.log_in("rosa", words)
        stolen = report_stolen(second, quinn, rosa)
        with pytest.raises(Refusal, match="EXCHANGE_SIGNER_STOLEN"):
            write(second, told)
        replace_at_hand(second, quinn, rosa, stolen, words, place.folder / "ca", cost=TEST_COST)
        assert write(second, told).content.stolen == {stolen.kid: Policy.ONLY_LISTED}
    with place.first() as first:
        boris = first.log_in("boris", words)
        import_exchange(first, boris, told)
        signed = sign_next_bulletin(first, boris, first.unlock("status_signer", words))
        assert first.trust.view().bulletins["XA"].compromised == {stolen.kid: Policy.ONLY_LISTED}
        package = package_of_office(first)  # with the new signer and the revocation list of the second office's answer
    for file in (signed.content, package):
        post.import_file(file, now)
    assert verify_text(code, post.view(), now).verdict.outcome is Outcome.GENUINE
    (anchor,) = post.view().anchors["XA"]
    assert anchor.has_revoked(stolen)


def test_the_commands_write_take_in_and_show(place: Authority, tmp_path: Path) -> None:
    secrets = tmp_path / "passphrases.json"
    names = ("anna", "boris", "carla", "quinn", "rosa", "document_signer", "status_signer")
    secrets.write_text(json.dumps({name: words(name) for name in names}))
    secrets.chmod(0o600)

    def run(word: str, office: str, user: str, *more: object) -> Answer:
        acting = () if not user else ("--user", user, "--passphrases", secrets)
        return certapp("exchange", word, *more, "--office", place.folder / office, *acting, "--json")

    written = run("export", "second", "quinn", tmp_path)
    assert (written.json["sequence"], written.json["numbers"]) == (2, 1)
    file = tmp_path / "XA-02-0002.xcexchange"
    assert written.json["file"] == str(file)
    taken = run("import", "first", "boris", file, secrets)
    assert taken.status == 1
    assert (taken.json[0]["new"], taken.json[1]["refusal"]) == (True, "EXCHANGE_DAMAGED")
    assert run("import", "first", "boris", file).json[0]["new"] is False
    assert run("import", "first", "boris", file, "--settle", "carla").json[0]["refusal"] == "EXCHANGE_NOTHING_TO_SETTLE"
    shown = run("show", "first", "").json
    assert [(each["office"], each["sequence"], each["days"]) for each in shown["offices"]] == [("02", 2, 0)]
    assert certapp("exchange", "show", "--office", place.folder / "first").out.startswith("Office 02: file no. 2 of")


@given(position=st.integers(0, 100_000), bit=st.integers(0, 7))
def test_no_bit_of_a_file_can_be_changed(made: Authority, position: int, bit: int) -> None:
    data = bytearray(next(made.folder.glob("*.xcexchange")).read_bytes())
    data[position % len(data)] ^= 1 << bit
    try:
        read = parse_exchange(bytes(data))
    except Refusal as refusal:
        assert refusal.code.startswith("EXCHANGE_")
        return
    view = TrustStore(made.folder / "first" / "trust").view()
    with pytest.raises(Refusal, match="EXCHANGE_SIGNATURE"):
        read_exchange(read.raw, view.anchors["XA"])
