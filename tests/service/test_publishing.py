"""What goes to the border in one act, printed bulletins, and many certificates revoked at once."""

import io
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from certapp.document.raster import page_count, page_png, raster_pages
from certapp.model.errors import Refusal
from certapp.register.certificates import certificate
from certapp.register.connection import transaction
from certapp.register.journal import entries
from certapp.scan.reader import read_codes_from_picture
from certapp.service.auditing import verify_journal
from certapp.service.carrying import import_printed, import_trust
from certapp.service.clock import Clock
from certapp.service.deciding import approve
from certapp.service.digesting import sign_register_digest
from certapp.service.drafting import receive_draft
from certapp.service.exchanging import bulletin_due, export_package, sign_next_bulletin
from certapp.service.issuing import issue
from certapp.service.looking import look_into
from certapp.service.mass_revoking import numbers_in, numbers_issued, planned, revoke_many, standing
from certapp.service.office import Actor, Office
from certapp.service.papers import bulletin_notice
from certapp.service.printing_bulletins import printed_since
from certapp.service.publishing import publish
from certapp.service.receiving import receive
from certapp.service.replacing import begin_replacement
from certapp.service.revoking import revoke
from certapp.service.verifying import verify_file, verify_text
from certapp.trust.store import TrustStore
from certapp.trust.verdict import Outcome
from tests.bad.make import small_application
from tests.offices import passphrase


@pytest.fixture
def carla(office: Office) -> Actor:
    """The second supervisor."""
    return office.log_in("carla", passphrase)


@pytest.fixture
def number(office: Office, boris: Actor, approved: str) -> str:
    """An issued certificate."""
    return issued(office, boris, approved)


def issued(office: Office, boris: Actor, application: str) -> str:
    return issue(office, boris, application, office.unlock("document_signer", passphrase)).number


def another(office: Office, anna: Actor, boris: Actor) -> str:
    application = receive(office, anna, small_application())
    approve(office, boris, application)
    return issued(office, boris, application)


def post_of(office: Office, boris: Actor, folder: Path) -> TrustStore:
    """A border post that has the office's package."""
    digits = export_package(office, boris, folder / "XA.xcauth")
    store = TrustStore(folder / "post")
    store.import_file((folder / "XA.xcauth").read_bytes(), office.clock.seconds, digits)
    return store


def test_everything_for_the_border_goes_out_in_one_act(
    office: Office, anna: Actor, boris: Actor, number: str, tmp_path: Path
) -> None:
    status = office.unlock("status_signer", passphrase)
    sign_next_bulletin(office, boris, status)
    post = post_of(office, boris, tmp_path)
    revoke(office, boris, anna, number, "STOLEN_CLAIM", "Claimed by its owner.")
    assert bulletin_due(office).revoked == 1
    stick = tmp_path / "stick"
    stick.mkdir()
    done = publish(office, boris, status, stick, "en")
    assert sorted(path.name for path in stick.iterdir()) == sorted(path.name for path in done.files)
    assert (done.entries >= 1, done.numbers >= 1, len(done.files)) == (True, True, 4)
    assert not bulletin_due(office)
    found = look_into(post, [stick], office.clock.seconds)
    assert [each.path.suffix for each in found if each.changed] == [".xcauth"]  # which brings the others
    code = certificate(office.register, number).code_text
    assert verify_text(code, post.view(), office.clock.seconds).verdict.outcome is Outcome.REVOKED
    assert post.view().digests["XA"].holds(number)


def test_two_register_digests_of_one_second_are_both_taken_and_the_later_holds(office: Office, boris: Actor) -> None:
    status, now = office.unlock("status_signer", passphrase), office.clock.seconds
    at_once = replace(office, clock=Clock(lambda: now))
    first, second, third = (sign_register_digest(at_once, boris, status) for _ in range(3))
    assert (second.made_at - first.made_at, third.made_at - second.made_at) == (1, 1)
    assert office.trust.view().digests["XA"].raw == third.raw


def test_looking_into_a_stick_believes_nobody_new(office: Office, boris: Actor, tmp_path: Path) -> None:
    export_package(office, boris, tmp_path / "XA.xcauth")
    post = TrustStore(tmp_path / "post")
    (found,) = look_into(post, [tmp_path], office.clock.seconds)
    assert found.needs_people
    assert found.refusal is not None
    assert found.refusal.code == "ANCHOR_UNKNOWN"
    assert post.listing() == ()
    assert look_into(post, [tmp_path / "pulled out"], office.clock.seconds) == ()


def test_a_folder_that_is_not_there_uses_no_number(office: Office, boris: Actor, tmp_path: Path) -> None:
    before = len(list(entries(office.register)))
    with pytest.raises(Refusal, match="FOLDER_NOT_THERE"):
        publish(office, boris, office.unlock("status_signer", passphrase), tmp_path / "no stick", "en")
    assert len(list(entries(office.register))) == before


def test_a_printed_bulletin_reaches_a_post_as_pdf_picture_and_text(
    office: Office, anna: Actor, boris: Actor, number: str, tmp_path: Path
) -> None:
    status = office.unlock("status_signer", passphrase)
    first = sign_next_bulletin(office, boris, status).sequence
    posts = [post_of(office, boris, _made(tmp_path / name)) for name in ("pdf", "picture", "text")]
    revoke(office, boris, anna, number, "STOLEN_CLAIM", "Claimed by its owner.")
    sign_next_bulletin(office, boris, status)
    later = another(office, anna, boris)
    revoke(office, boris, anna, later, "ERROR", "Wrong owner.")
    newest = sign_next_bulletin(office, boris, status).sequence
    printed = printed_since(office, first)
    assert [(each.base, each.sequence, each.entries) for each in printed] == [
        (first, first + 1, 1),
        (first + 1, newest, 1),
    ]
    pdf, picture, text = tmp_path / "notice.pdf", tmp_path / "notice.png", tmp_path / "code.xclst"
    pdf.write_bytes(bulletin_notice(office, "en", first))
    picture.write_bytes(_png(pdf.read_bytes()))
    if shutil.which("zbarimg"):  # another reader, from the page as it is printed
        read = subprocess.run(["zbarimg", "--quiet", "--raw", picture], capture_output=True, text=True, check=True)
        assert set(read.stdout.split()) == {each.text for each in printed}
    for post, path in zip(posts, (pdf, picture), strict=False):
        assert import_trust(post, path, office.clock.seconds, None).sequence == newest
    with pytest.raises(Refusal, match="ADDITIONS_OTHER_BASE"):
        text.write_text(printed[1].text)
        import_trust(posts[2], text, office.clock.seconds, None)
    for each in printed:
        text.write_text(each.text)
        import_trust(posts[2], text, office.clock.seconds, None)
    code = certificate(office.register, later).code_text
    for post in posts:
        assert verify_text(code, post.view(), office.clock.seconds).verdict.outcome is Outcome.REVOKED
    for path in (pdf, text):
        verdict = verify_file(path, posts[0].view(), office.clock.seconds).verdict
        assert [reason.code for reason in verdict.reasons] == ["PRINTED_BULLETIN"]


def test_the_last_page_of_a_certificate_carries_the_newest_bulletins_where_the_profile_asks_for_it(
    office: Office, anna: Actor, boris: Actor, number: str, tmp_path: Path
) -> None:
    status = office.unlock("status_signer", passphrase)
    sign_next_bulletin(office, boris, status)
    post = post_of(office, boris, tmp_path)
    revoke(office, boris, anna, number, "STOLEN_CLAIM", "Claimed by its owner.")
    newest = sign_next_bulletin(office, boris, status).sequence
    form = replace(office.form, settings={**office.form.settings, "bulletin_on_last_page": True})
    for asked in (office, replace(office, form=form)):
        application = receive(asked, anna, small_application())
        approve(asked, boris, application)
        pdf = issue(asked, boris, application, office.unlock("document_signer", passphrase)).pdf
        last = page_count(pdf) - 1
        codes = read_codes_from_picture(page_png(pdf, last, 200))
        assert any(code.startswith("XCLSTB") for code in codes) is (asked is not office)
    picture = tmp_path / "last page.png"
    picture.write_bytes(page_png(pdf, last, 200))
    assert import_trust(post, picture, office.clock.seconds, None).sequence == newest
    seen = verify_file(picture, post.view(), office.clock.seconds).verdict  # the page is still the certificate's own
    assert seen.outcome is Outcome.GENUINE


def test_a_bulletin_that_adds_nothing_says_so_on_paper_too(office: Office, boris: Actor, tmp_path: Path) -> None:
    status = office.unlock("status_signer", passphrase)
    first = sign_next_bulletin(office, boris, status).sequence
    post = post_of(office, boris, tmp_path)
    newest = [sign_next_bulletin(office, boris, status).sequence for _ in range(2)][-1]
    printed = printed_since(office, first)
    assert [each.entries for each in printed] == [0, 0]
    done = import_printed(post, [each.text for each in reversed(printed)], office.clock.seconds)
    assert done.sequence == newest
    with pytest.raises(Refusal, match="NO_PRINTED_BULLETIN"):
        printed_since(office, newest)


@pytest.mark.parametrize("language", ["ar", "zh"])
def test_the_notice_is_written_in_each_language(
    office: Office, anna: Actor, boris: Actor, number: str, language: str
) -> None:
    status = office.unlock("status_signer", passphrase)
    sign_next_bulletin(office, boris, status)
    revoke(office, boris, anna, number, "ERROR", "Wrong owner.")
    sign_next_bulletin(office, boris, status)
    assert bulletin_notice(office, language).startswith(b"%PDF-")


# Many at once


def test_a_list_is_revoked_whole_or_not_at_all(
    office: Office, anna: Actor, boris: Actor, carla: Actor, number: str
) -> None:
    second = another(office, anna, boris)
    with pytest.raises(Refusal, match="CERTIFICATE_UNKNOWN"):
        revoke_many(office, boris, carla, [number, "XA-2026-01-999999-0"], "ERROR", "All of them.")
    assert certificate(office.register, number).revocation is None
    listed = numbers_in(f"{number}\n# a remark\n\n{second}  # why\n".encode())
    assert revoke_many(office, boris, carla, listed, "ERROR", "All of them.") == tuple(sorted((number, second)))
    acts = [entry for entry in entries(office.register) if entry.type == "REVOCATIONS_CONFIRMED"]
    assert (acts[-1].actor, acts[-1].facts()["count"]) == ("carla", 2)
    assert verify_journal(office) == ()
    with pytest.raises(Refusal, match="REVOCATIONS_NONE"):
        revoke_many(office, boris, carla, listed, "ERROR", "Again.")


def test_what_was_replaced_is_named_with_what_holds_in_its_place(
    office: Office, anna: Actor, boris: Actor, carla: Actor, number: str
) -> None:
    """A bad batch: one of it was replaced since, and its fault may have gone on into the one in its place."""
    again = receive_draft(office, anna, begin_replacement(office, anna, number, "LOST"))
    approve(office, boris, again)
    new = issued(office, boris, again)
    day = certificate(office.register, number).issued_on
    assert number in numbers_issued(office, day, day)
    plan = planned(office, [number])
    assert (plan.standing, plan.revoked, plan.unknown) == ((), (), ())
    assert (plan.replaced, plan.in_their_place) == ({number: new}, (new,))
    assert planned(office, [number, new]).in_their_place == ()
    lines = {line.number: line for line in standing(office, office.clock.today, office.clock.today).lines}
    assert (lines[number].successor, lines[new].successor) == (new, "")
    with pytest.raises(Refusal, match="REVOCATIONS_NONE"):
        revoke_many(office, boris, carla, [number], "ERROR", "All of them.")
    assert revoke_many(office, boris, carla, [number, new], "ERROR", "All of them.") == (new,)
    plan = planned(office, [number])
    assert (plan.replaced, plan.in_their_place) == ({number: new}, ())


def test_a_list_is_signed_by_two_and_never_by_one_or_by_who_prepares(
    office: Office, anna: Actor, boris: Actor, number: str
) -> None:
    for second, code in ((boris, "REVOCATION_NEEDS_SECOND_PERSON"), (anna, "ROLE_MISSING")):
        with pytest.raises(Refusal, match=code):
            revoke_many(office, boris, second, [number], "ERROR", "All.")


def test_more_than_twenty_in_a_day_go_as_a_list(
    office: Office, anna: Actor, boris: Actor, carla: Actor, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from certapp.service import revoking

    assert revoking.MOST_IN_A_DAY == 20
    monkeypatch.setattr(revoking, "MOST_IN_A_DAY", 0)  # twenty-one certificates would take a while
    with pytest.raises(Refusal, match="REVOCATIONS_MANY"):
        revoke(office, boris, anna, number, "ERROR", "One more.")
    day = certificate(office.register, number).issued_on
    assert number in numbers_issued(office, day, day)
    revoke_many(office, boris, carla, [number], "ERROR", "As a list.")


@pytest.mark.parametrize("content", [b"", b"\n# nothing\n", b"\xff\xfe"])
def test_a_list_without_numbers_is_refused(content: bytes) -> None:
    with pytest.raises(Refusal, match="REVOCATION_LIST_WRONG"):
        numbers_in(content)


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _png(pdf: bytes) -> bytes:
    page = next(iter(raster_pages(pdf, 200, 0, 1)))
    out = io.BytesIO()
    Image.frombytes("L", (page.width, page.height), bytes(page.data)).save(out, "PNG")
    return out.getvalue()


def test_an_audit_finds_a_list_that_was_not_signed_or_was_signed_otherwise(
    office: Office, anna: Actor, boris: Actor, carla: Actor, number: str
) -> None:
    facts = {"on": 20_000, "reason": 1, "text": "Planted.", "ground": "ERROR", "list": bytes(32)}
    with transaction(office.register):
        office.record(boris, "CERTIFICATE_REVOKED", number, {**facts, "second": carla.id})
        office.record(carla, "REVOCATIONS_CONFIRMED", "revocations", {**facts, "list": bytes(31) + b"x", "count": 7})
        office.record(boris, "SIGNER_STOLEN", "document_signer", {"kid": bytes(8), "policy": 1, "second": "carla"})
    codes = [fault.code for fault in verify_journal(office)]
    assert codes == ["REVOCATION_NOT_CONFIRMED", "THEFT_NOT_CONFIRMED", "REVOCATIONS_OTHER_THAN_SIGNED"]
