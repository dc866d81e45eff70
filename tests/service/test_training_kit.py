"""The samples for training: each sheet comes to what the answers say, and no post that works in earnest accepts one."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from certapp.model.errors import Refusal
from certapp.model.language import NAMES
from certapp.service.carrying import import_trust
from certapp.service.clock import Clock
from certapp.service.kit_answers import answers
from certapp.service.many import asked_for
from certapp.service.post import Post
from certapp.service.reading_apart import ReadApart
from certapp.service.training_kit import CODES, LATER, LISTS, NEW_AUTHORITY, WORK_POST, Kit, make_training_kit
from certapp.service.verifying import verify_file, verify_text
from certapp.trust.verdict import Colour, Outcome

NOW = Clock(wall=lambda: datetime(2027, 3, 1, 10, tzinfo=UTC).timestamp())

AS_FILES = ("GENUINE", "COPIED", "LINK", "FILE")
"""Those that are made in different ways; the codes of all are looked at."""


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Kit:
    return make_training_kit(tmp_path_factory.mktemp("samples") / "kit", "fr", NOW)


def page_texts(pdf: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pdfium.PdfDocument(pdf)]


def code_of(kit: Kit, key: str) -> str:
    return next(each.code for each in kit.samples if each.key == key)


def test_each_sheet_comes_to_what_the_answers_say(kit: Kit) -> None:
    view = Post(kit.folder / "post").store().view()
    with ReadApart() as reader:
        for sample in kit.samples:
            if sample.key in AS_FILES:
                found = verify_file(kit.folder / sample.file, view, NOW.seconds, {}, reader)
                assert found.code_text == sample.code or not sample.code, sample.key
            if sample.code:
                found = verify_text(sample.code, view, NOW.seconds)
            assert (found.verdict.outcome, found.verdict.colour) == (sample.outcome, sample.colour), sample.key
    shown = {each.outcome for each in kit.samples}
    assert shown >= {Outcome.GENUINE, Outcome.REVOKED, Outcome.NOT_GENUINE, Outcome.UNKNOWN_ISSUER, Outcome.EXPIRED}
    never = verify_text(kit.never, view, NOW.seconds).verdict
    assert (never.outcome, never.colour) == (Outcome.NEVER_ISSUED, Colour.RED)


def test_no_post_that_works_in_earnest_accepts_one_even_if_it_has_their_lists(kit: Kit) -> None:
    view = Post(kit.folder / WORK_POST).store().view()
    outcomes = {
        each.key: verify_text(each.code, view, NOW.seconds).verdict.outcome for each in kit.samples if each.code
    }
    assert Outcome.GENUINE not in outcomes.values()
    assert outcomes["GENUINE"] is Outcome.TEST_PAPER
    for sample in kit.samples:
        if sample.key != "FILE":
            pages = page_texts((kit.folder / sample.file).read_bytes())
            assert all("TEST" in page for page in pages), sample.file


def test_what_trainees_take_in_changes_two_sheets(kit: Kit, tmp_path: Path) -> None:
    store = Post(kit.folder / "post").store()
    lists = kit.folder / LISTS
    import_trust(store, lists / LATER, NOW.seconds, None)
    assert verify_text(code_of(kit, "LATER"), store.view(), NOW.seconds).verdict.outcome is Outcome.REVOKED
    with pytest.raises(Refusal, match="ANCHOR_UNKNOWN"):
        import_trust(store, lists / NEW_AUTHORITY, NOW.seconds, None)
    import_trust(store, lists / NEW_AUTHORITY, NOW.seconds, kit.digits, "Ana, Ben")
    assert verify_text(code_of(kit, "UNKNOWN"), store.view(), NOW.seconds).verdict.outcome is Outcome.GENUINE


def test_all_codes_are_a_list_for_many_at_once(kit: Kit) -> None:
    assert len(list(asked_for((kit.folder / CODES,)))) == len(kit.samples) - 1


@pytest.mark.parametrize("tag", NAMES)
def test_the_trainer_reads_the_answers_in_each_language(kit: Kit, tag: str) -> None:
    text = " ".join(page_texts(answers(kit, tag, NOW.seconds)))
    assert len(re.findall(r"\bpdf\b", text)) >= len(kit.samples)
    assert "004711" in text


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(Refusal, match="KIT_FOLDER_NOT_EMPTY"):
        make_training_kit(tmp_path, "en", NOW)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
