"""The legacy register: old papers typed and imported with scans, confirmed by another person, asked about, digested."""

import csv
import io
import shutil
import time
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certapp.model.certificate_number import make_number
from certapp.model.errors import Refusal
from certapp.register.attachments import known_files
from certapp.register.connection import transaction
from certapp.register.journal import entries, last_entry
from certapp.register.legacy import LegacyObject, coverage, legacy_certificate, scans_of, waiting
from certapp.register.search import search
from certapp.service import legacy_importing
from certapp.service.asked_numbers import Answer, ask, record_answer
from certapp.service.auditing import verify_journal
from certapp.service.clock import Clock, days
from certapp.service.contingency import reserve
from certapp.service.digesting import sign_register_digest
from certapp.service.importing.mapping import Matching
from certapp.service.issuing import issue
from certapp.service.legacy import (
    OldPaper,
    Scan,
    amend_paper,
    confirm_papers,
    doubles,
    kind_of_scan,
    paper_of,
    partial_day,
    record_paper,
    void_paper,
)
from certapp.service.legacy_coverage import state_coverage
from certapp.service.legacy_importing import (
    matching_of,
    plan_legacy,
    read_legacy_list,
    scans_in,
    take_in_legacy,
)
from certapp.service.office import Actor, Office, open_office
from certapp.trust.numbers_known import is_known_number, judge_number
from certapp.trust.verdict import Colour, Outcome
from tests.offices import Desk, passphrase

PDF = b"%PDF-1.4 a scan of an old paper"
JPEG = b"\xff\xd8\xff\xe0 another scan"


@pytest.fixture
def office(tmp_path_factory: pytest.TempPathFactory, founded: Desk) -> Iterator[Office]:
    """An office of its own for each test: what one records another would find."""
    folder = Path(shutil.copytree(founded.folder, tmp_path_factory.mktemp("legacy") / "desk"))
    with open_office(folder / "office", counters=folder / "machine") as opened:
        yield opened


@pytest.fixture
def carla(office: Office) -> Actor:
    """The second supervisor."""
    return office.log_in("carla", passphrase)


def paper(printed: str = "No. 12/98", **more: object) -> OldPaper:
    given: dict[str, object] = {"issued_on": "1998-05", "issued_by": "Ministry of Culture", "holder": "R. Symes"}
    objects = (LegacyObject("Coffin of a priest", "coffin", "1"),)
    return OldPaper(printed, **{**given, "objects": objects, **more})  # type: ignore[arg-type]


def code_of(refusal: pytest.ExceptionInfo[Refusal]) -> str:
    return refusal.value.code


def confirmed(office: Office, actor: Actor, *numbers: str) -> None:
    seen = [(number, legacy_certificate(office.register, number).digest) for number in numbers]
    confirm_papers(office, actor, seen)


def later(office: Office, minutes: int) -> Office:
    """The same office after some minutes: no two digests are made in one second."""
    return replace(office, clock=Clock(wall=lambda: time.time() + 60 * minutes))


# One paper


def test_an_old_paper_is_typed_with_its_scan_confirmed_by_another_person_and_found(
    office: Office, anna: Actor, boris: Actor
) -> None:
    number = record_paper(office, anna, paper(), [Scan("front.pdf", PDF), Scan("same again.pdf", PDF)])
    assert number == f"L-{office.clock.today.year}-{office.code}-000001"
    found = legacy_certificate(office.register, number)
    assert (found.state, found.printed, found.issued_on, found.recorded_by) == (
        "RECORDED",
        "No. 12/98",
        "1998-05",
        "anna",
    )
    (scan,) = scans_of(office.register, number)
    assert (scan.name, scan.mime, office.attachments.get(scan.sha256)) == ("front.pdf", "application/pdf", PDF)
    assert scan.sha256 in known_files(office.register)  # the sweep keeps it, the backup copies it
    with pytest.raises(Refusal) as refusal:
        confirmed(office, anna, number)
    assert code_of(refusal) == "ROLE_MISSING"
    confirmed(office, boris, number)
    assert legacy_certificate(office.register, number).confirmed_by == "boris"
    for words in ("12/98", "symes", "coffin priest", number, "Ministry"):
        (hit,) = search(office.register, words)
        assert (hit.application, hit.certificate, hit.status) == (number, "No. 12/98", "PAPER_CONFIRMED")
    with pytest.raises(Refusal, match="LEGACY_ALREADY_CONFIRMED"):
        confirmed(office, boris, number)
    assert verify_journal(office) == ()


def test_who_typed_an_entry_does_not_confirm_it_whatever_the_roles(office: Office, carla: Actor, boris: Actor) -> None:
    number = record_paper(office, carla, paper())
    with pytest.raises(Refusal, match="LEGACY_NEEDS_ANOTHER_PERSON"):
        confirmed(office, carla, number)
    seen = legacy_certificate(office.register, number).digest
    amend_paper(office, carla, number, paper(holder="Robin Symes"), "The name in full.")
    with pytest.raises(Refusal, match="LEGACY_CHANGED_MEANWHILE"):
        confirm_papers(office, boris, [(number, seen)])


def test_nothing_is_edited_an_amendment_is_another_version_and_is_confirmed_again(
    office: Office, anna: Actor, boris: Actor
) -> None:
    number = record_paper(office, anna, paper(), [Scan("front.pdf", PDF)])
    confirmed(office, boris, number)
    before = legacy_certificate(office.register, number)
    (first,) = scans_of(office.register, number)
    with pytest.raises(Refusal, match="LEGACY_WHY_WRONG"):
        amend_paper(office, anna, number, paper_of(before), " ")
    other = replace(paper_of(before), printed="No. 12/89", issued_on="1989")
    amend_paper(
        office, anna, number, other, "Read wrongly.", scans=[Scan("b.jpg", JPEG)], without=frozenset({first.sha256})
    )
    after = legacy_certificate(office.register, number)
    assert (after.version, after.state, after.printed, after.confirmed_by) == (2, "RECORDED", "No. 12/89", None)
    assert [scan.name for scan in scans_of(office.register, number)] == ["b.jpg"]
    assert first.sha256 in known_files(office.register)  # an earlier version's scan stays
    assert search(office.register, "12/98") == []
    assert [hit.application for hit in search(office.register, "12/89")] == [number]
    assert office.register.value("SELECT count(*) FROM legacy_version") == 2
    for sql in ("UPDATE legacy_version SET explanation = 'x'", "DELETE FROM legacy_version", "DELETE FROM legacy"):
        with pytest.raises(Exception, match=r"never deleted|not changed"):
            office.register.execute(sql)
    assert verify_journal(office) == ()


def test_an_entry_is_made_void_with_a_reason_and_counts_for_nothing_then(
    office: Office, anna: Actor, boris: Actor, carla: Actor
) -> None:
    typed = record_paper(office, anna, paper())
    void_paper(office, anna, typed, "Typed twice.")  # nobody had confirmed it
    number = record_paper(office, carla, paper())
    confirmed(office, boris, number)
    with pytest.raises(Refusal, match="ROLE_MISSING"):
        void_paper(office, anna, number, "It was never there.")
    with pytest.raises(Refusal, match="LEGACY_NEEDS_ANOTHER_PERSON"):
        void_paper(office, carla, number, "It was never there.")
    void_paper(office, boris, number, "A forgery, found by the ministry.")
    for act in (lambda: void_paper(office, boris, number, "Again."), lambda: confirmed(office, boris, number)):
        with pytest.raises(Refusal, match="LEGACY_IS_VOID"):
            act()
    assert not doubles(office, "No. 12/98")
    told = ask(office, "No. 12/98", "1998")
    assert (told.answer, told.void) == (Answer.NOT_KNOWN, 2)
    assert search(office.register, "12/98")[0].status == "PAPER_VOID"
    assert verify_journal(office) == ()


def test_the_same_number_is_said_and_comes_in_only_when_told_so(
    office: Office, anna: Actor, boris: Actor, approved: str
) -> None:
    number = record_paper(office, anna, paper("12/98"))
    with pytest.raises(Refusal) as refusal:
        record_paper(office, anna, paper("12 - 98"))
    assert (code_of(refusal), refusal.value.params["entries"]) == ("LEGACY_THERE_ALREADY", number)
    again = record_paper(office, anna, paper("12 - 98", issued_on="1999"), again=True)
    assert [each.number for each in doubles(office, "12/98").entries] == [number, again]
    issued = issue(office, boris, approved, office.unlock("document_signer", passphrase)).number
    assert doubles(office, issued.replace("-", " ")).certificate == issued


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"printed": "///"}, "LEGACY_NUMBER_WRONG", "printed"),
        ({"printed": "9" * 65}, "LEGACY_NUMBER_WRONG", "printed"),
        ({"printed": "12\u202e98"}, "LEGACY_NUMBER_WRONG", "printed"),
        ({"issued_on": "3/4/1998"}, "LEGACY_DATE_WRONG", "issued_on"),
        ({"issued_on": "1998-13"}, "LEGACY_DATE_WRONG", "issued_on"),
        ({"issued_on": "1492"}, "LEGACY_DATE_WRONG", "issued_on"),
        ({"issued_on": "2999"}, "LEGACY_DATE_AHEAD", "issued_on"),
        ({"holder": "x" * 201}, "LEGACY_TEXT_WRONG", "holder"),
        ({"remarks": "\x00"}, "LEGACY_TEXT_WRONG", "remarks"),
        ({"objects": (LegacyObject("x", "", ""),) * 201}, "LEGACY_OBJECTS_MANY", "objects"),
    ],
)
def test_what_cannot_be_kept_is_refused_and_its_field_named(
    office: Office, anna: Actor, given: dict[str, object], code: str, field: str
) -> None:
    with pytest.raises(Refusal) as refusal:
        record_paper(office, anna, paper(**{"printed": "1", **given}))  # type: ignore[arg-type]
    assert (code_of(refusal), refusal.value.params["field"]) == (code, field)
    with pytest.raises(Refusal, match="LEGACY_SCAN_KIND"):
        kind_of_scan("program.exe", b"MZ\x90")
    assert waiting(office.register) == []


def test_partial_dates_are_read_as_people_write_them() -> None:
    read = {"1998": "1998", "05/1998": "1998-05", "5.1998": "1998-05", "7.5.1998": "1998-05-07", "١٩٩٨": "1998", "": ""}
    assert {typed: partial_day(typed) for typed in read} == read
    for typed in ("May", "98", "31/02/1998", "1998-02-30", "1998-5-7-9"):
        with pytest.raises(ValueError):
            partial_day(typed)


TEXTS = st.text(st.characters(blacklist_categories=["C", "Zl", "Zp"]), max_size=30).map(
    lambda text: unicodedata.normalize("NFC", text).strip()
)


@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
@given(
    number=st.from_regex("[A-Z0-9]{1,8}[ /.-][0-9]{1,6}", fullmatch=True),
    words=st.tuples(*[TEXTS] * 4),
    count=st.integers(0, 4),
)
def test_what_is_typed_comes_back_as_typed_and_the_replay_says_the_same(
    office: Office, anna: Actor, number: str, words: tuple[str, str, str, str], count: int
) -> None:
    plain = ["" if not any(letter.isalnum() for letter in each) else " ".join(each.split()) for each in words]
    objects = tuple(LegacyObject(plain[0] or "a pot", plain[1], str(n)) for n in range(count))
    typed = paper(number, issued_on="", holder=plain[2], remarks=plain[3], objects=objects)
    recorded = record_paper(office, anna, typed, again=True)
    kept = paper_of(legacy_certificate(office.register, recorded))
    assert kept.objects == typed.objects or any(each.title != each.title.strip() for each in typed.objects)
    assert (kept.printed, kept.issued_on) == (" ".join(number.split()), "")
    assert record_paper(office, anna, kept, again=True) > recorded  # what came out goes in again


# Did you issue this?


def test_the_office_answers_whether_it_issued_a_number(
    office: Office, anna: Actor, boris: Actor, carla: Actor, approved: str
) -> None:
    issued = issue(office, boris, approved, office.unlock("document_signer", passphrase)).number
    (blank,) = reserve(office, boris, 1)
    old = record_paper(office, anna, paper("No. 12/98"))
    confirmed(office, boris, old)
    record_paper(office, anna, paper("13/98"))
    year = office.clock.today.year
    never = make_number(office.country, year, office.code, 999)
    said = {
        issued: Answer.ISSUED,
        f" {issued.lower().replace('-', ' ')} ": Answer.ISSUED,
        blank: Answer.RESERVED,
        never: Answer.NEVER_ISSUED,
        f"{never[:-1]}{'A' if never[-1] != 'A' else 'B'}": Answer.MISTYPED,
        make_number("XB", year, "01", 5): Answer.OTHER_OFFICE,
        "no 12/98": Answer.ON_PAPER,
        "12/98": Answer.LIKE_IT,
        "13/98": Answer.ON_PAPER_UNCONFIRMED,
        "14/98": Answer.NOT_KNOWN,
    }
    assert {number: ask(office, number, "1998" if "/" in number else "").answer for number in said} == said
    assert ask(office, issued).status == "ISSUED"
    assert "L-" in ask(office, "No. 12/98").text()
    for language in ("en", "fr", "es", "ar", "ru", "zh"):
        told = ask(office, "12/98")
        assert "{" not in told.text(language) + told.coverage_text(language)
    for number, day, code in (
        ("//", "", "ASKED_NUMBER_WRONG"),
        ("9" * 90, "", "ASKED_NUMBER_WRONG"),
        ("1", "x", "ASKED_DATE_WRONG"),
    ):
        with pytest.raises(Refusal, match=code):
            ask(office, number, day)
    dora = office.log_in("dora", passphrase)
    record_answer(office, dora, ask(office, "No. 12/98"), "The museum at Lyon")
    facts = [entry.facts() for entry in entries(office.register, kind="NUMBER_ANSWERED")]
    assert [(each["asked_by"], each["answer"], each["entries"]) for each in facts] == [
        ("The museum at Lyon", "ON_PAPER", old)
    ]
    with pytest.raises(Refusal, match="ASKED_BY_WRONG"):
        record_answer(office, dora, ask(office, "No. 12/98"), "")
    assert verify_journal(office) == ()


def test_never_issued_is_said_only_of_what_was_stated_complete(
    office: Office, anna: Actor, boris: Actor, carla: Actor
) -> None:
    old = record_paper(office, anna, paper("12/98"))
    stating = lambda **more: state_coverage(office, boris, carla, (1990, 2005), "Boxes 1 to 40.", **more)  # noqa: E731
    with pytest.raises(Refusal, match="COVERAGE_WHILE_WAITING"):
        stating(complete=True)
    stating(complete=False)
    assert ask(office, "99/98", "1998").answer is Answer.NOT_KNOWN
    confirmed(office, boris, old)
    with pytest.raises(Refusal, match="COVERAGE_NEEDS_SECOND_PERSON"):
        state_coverage(office, boris, boris, (1990, 2005), "Alone.", complete=True)
    with pytest.raises(Refusal, match="COVERAGE_YEARS_WRONG"):
        state_coverage(office, boris, carla, (2005, 1990), "Boxes.", complete=True)
    stating(complete=True)
    assert ask(office, "99/98", "1998-05").answer is Answer.NEVER_ISSUED
    for day in ("1989", "2006", "", "1989-12-31"):
        assert ask(office, "99/98", day).answer is Answer.NOT_KNOWN
    stating(complete=True, none_before=True)
    assert ask(office, "99/98", "1970").answer is Answer.NEVER_ISSUED
    assert ask(office, "99/98").answer is Answer.NOT_KNOWN  # between 2005 and this program nobody answers for
    late = record_paper(office, anna, paper("40/99", issued_on="1999"))  # it was not complete after all
    assert ask(office, "99/98", "1998").answer is Answer.NOT_KNOWN
    confirmed(office, boris, late)
    assert ask(office, "99/98", "1998").answer is Answer.NOT_KNOWN
    assert "came to light" in ask(office, "99/98", "1998").coverage_text("en")
    state_coverage(office, carla, boris, (1900, office.clock.today.year), "All of it.", complete=True, none_before=True)
    assert ask(office, "99/98").answer is Answer.NEVER_ISSUED
    stated = coverage(office.register)
    assert stated is not None
    assert stated.holds
    assert verify_journal(office) == ()


def test_a_coverage_that_one_person_stated_is_found_by_the_check(office: Office, boris: Actor) -> None:
    facts = {
        "first": 1990,
        "last": 2005,
        "complete": True,
        "none_before": False,
        "all_offices": False,
        "text": "Alone.",
        "second": "carla",
    }
    office.record_alone(boris, "LEGACY_COVERAGE_STATED", "legacy", facts)
    assert "ACT_NOT_CONFIRMED" in {fault.code for fault in verify_journal(office)}


def test_the_digest_carries_old_numbers_to_the_border_as_far_as_the_statement_goes(
    office: Office, anna: Actor, boris: Actor, carla: Actor
) -> None:
    key = office.unlock("status_signer", passphrase)
    old = record_paper(office, anna, paper("No. 12/98"))
    sign_register_digest(office, boris, key)
    view = office.trust.view()
    assert is_known_number("No. 12/98", view, "XA") is None  # nobody confirmed it, nothing is stated
    confirmed(office, boris, old)
    state_coverage(office, boris, carla, (1990, 2005), "Boxes 1 to 40.", complete=True)
    digest = sign_register_digest(later(office, 1), boris, key)
    view = office.trust.view()
    assert digest.older is not None
    assert not digest.legacy_complete
    in_1998, in_1980 = days(date(1998, 6, 15)), days(date(1980, 6, 15))
    assert is_known_number("no 12-98", view, "XA") is True
    assert is_known_number("12/98", view, "XA") is True  # whether “No.” was typed makes no paper false
    verdict = judge_number("99/98", view, "XA", in_1998)
    assert (verdict.outcome, verdict.colour) == (Outcome.NEVER_ISSUED, Colour.RED)
    for day in (in_1980, None):
        assert judge_number("99/98", view, "XA", day).outcome is Outcome.NOT_OURS
    state_coverage(
        later(office, 2), boris, carla, (1900, office.clock.today.year), "All.", complete=True, none_before=True
    )
    assert sign_register_digest(later(office, 2), boris, key).legacy_complete
    assert judge_number("99/98", office.trust.view(), "XA", in_1980).colour is Colour.RED
    assert judge_number("99/98", office.trust.view(), "XA").colour is Colour.AMBER
    facts = [entry.facts() for entry in entries(office.register, kind="DIGEST_SIGNED")]
    assert [each["legacy_complete"] for each in facts] == [False, False, True]


def test_a_short_number_of_another_year_is_neither_known_nor_called_false(
    office: Office, anna: Actor, boris: Actor, carla: Actor
) -> None:
    confirmed(office, boris, record_paper(office, anna, paper("12", issued_on="1998")))
    state_coverage(office, boris, carla, (1990, 2005), "Boxes 1 to 40.", complete=True)
    sign_register_digest(office, boris, office.unlock("status_signer", passphrase))
    view = office.trust.view()
    for told, day, answer, known in (
        ("1998-05", days(date(1998, 5, 7)), Answer.ON_PAPER, True),
        ("2003", days(date(2003, 5, 7)), Answer.OTHER_DATE, None),
        ("", None, Answer.ON_PAPER, True),
    ):
        assert ask(office, "12", told).answer is answer
        assert is_known_number("12", view, "XA", day) is known
    assert is_known_number("13", view, "XA", days(date(2003, 5, 7))) is False


def test_an_old_number_that_looks_like_one_of_this_program_is_not_called_false(
    office: Office, anna: Actor, boris: Actor
) -> None:
    old = make_number(office.country, 2019, office.code, 77)
    record_paper(office, anna, paper(old, issued_on="2019"))
    sign_register_digest(office, boris, office.unlock("status_signer", passphrase))
    assert is_known_number(old, office.trust.view()) is True
    assert ask(office, old).answer is Answer.ON_PAPER_UNCONFIRMED


# A list


LIST = [
    ["Licence No.", "Date of issue", "Holder", "Object", "Pieces", "File", "Shelf"],
    ["12/98", "7.5.1998", "R. Symes", "Coffin of a priest", "1", "12-98.pdf; back", "A1"],
    ["", "", "", "Four canopic jars", "4", "", ""],
    ["13/98", "1998", "A. N. Other", "Bronze cat", "1", "", "A1"],
    ["13/98", "1998", "", "Its base", "1", "", ""],
    ["14/98", "06/1998", "", "", "", "", "A2"],
]


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    folder = tmp_path / "scans"
    folder.mkdir()
    for name, content in {
        "12-98.PDF": PDF,
        "Back.jpg": JPEG,
        "13 98.tif": b"II*\0 scan",
        "left.png": b"\x89PNG",
    }.items():
        (folder / name).write_bytes(content)
    (folder / "notes.txt").write_text("not a scan")
    return folder


def written(folder: Path, rows: list[list[str]]) -> Path:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    path = folder / "licences.csv"
    path.write_text(out.getvalue(), "utf-8")
    return path


def workbook(folder: Path, rows: list[list[str]]) -> Path:
    from openpyxl import Workbook

    book = Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    book.save(folder / "licences.xlsx")
    return folder / "licences.xlsx"


@pytest.mark.parametrize("write", [written, workbook])
def test_a_list_comes_in_with_its_scans_after_a_dry_run(
    office: Office, anna: Actor, boris: Actor, scans: Path, write: object
) -> None:
    source = read_legacy_list(write(scans, LIST))  # type: ignore[operator]
    matching = matching_of(office.folder.path, source.table.header)
    assert set(matching.columns.values()) == {"printed", "issued_on", "holder", "title", "quantity", "scan"}
    matching = replace(matching, same={"issued_by": "Ministry of Culture"})
    pictures = scans_in(scans)
    plan = plan_legacy(office, source.table, matching, pictures)
    assert plan.problems == ()
    assert {remark.code for remark in plan.warnings} >= {"LIST_COLUMN_NOT_MATCHED", "LEGACY_SCANS_UNUSED"}
    assert [len(each.objects) for each in plan.papers] == [2, 2, 0]
    assert plan.files == (("12-98.PDF", "Back.jpg"), ("13 98.tif",), ())
    assert plan.papers[0].issued_on == "1998-05-07"
    assert {each.issued_by for each in plan.papers} == {"Ministry of Culture"}
    assert waiting(office.register) == []  # a dry run keeps nothing
    told: list[tuple[int, int]] = []
    numbers = take_in_legacy(
        office, anna, source, plan, pictures, lambda done, of: told.append((done, of)), matching=matching
    )
    assert len(numbers) == 3
    assert told
    assert [each.name for each in scans_of(office.register, numbers[0])] == ["12-98.PDF", "Back.jpg"]
    (first, *_rest) = entries(office.register, kind="LEGACY_RECORDED")
    assert first.facts()["list"] == source.digest
    assert matching_of(office.folder.path, source.table.header).same == {"issued_by": "Ministry of Culture"}
    again = plan_legacy(office, source.table, matching, pictures)
    assert [remark.code for remark in again.warnings].count("LEGACY_IN_REGISTER") == 3
    confirmed(office, boris, *numbers)
    assert verify_journal(office) == ()


def test_what_is_wrong_with_a_list_is_said_with_row_and_column_and_nothing_comes_in(
    office: Office, anna: Actor, scans: Path
) -> None:
    wrong = [
        LIST[0],
        ["12/98", "yesterday", "", "A pot", "1", "gone.pdf", ""],
        ["", "1998", "Somebody", "", "", "", ""],
        ["///", "", "", "", "", "", ""],
        ["15/98", "", "", "", "", "../secret.pdf", ""],
        ["12/98", "1999", "", "", "", "", ""],
    ]
    (scans / "gone.pdf").write_bytes(b"MZ no scan")
    source = read_legacy_list(written(scans, wrong))
    matching = matching_of(office.folder.path, source.table.header)
    pictures = scans_in(scans)
    plan = plan_legacy(office, source.table, matching, pictures)
    found = [(remark.code, remark.row, remark.column) for remark in plan.problems]
    assert found == [
        ("LEGACY_DATE_WRONG", 2, "Date of issue"),
        ("LIST_PICTURE_WRONG", 2, "File"),
        ("LEGACY_LINE_WITHOUT_NUMBER", 3, ""),
        ("LEGACY_NUMBER_WRONG", 4, "Licence No."),
        ("LIST_PICTURE_OUTSIDE", 5, "File"),
    ]
    assert ("LEGACY_TWICE_IN_LIST", 6) in [(remark.code, remark.row) for remark in plan.warnings]
    assert [remark.text() for remark in plan.remarks if "{" in remark.text()] == []
    with pytest.raises(Refusal, match="LIST_HAS_PROBLEMS"):
        take_in_legacy(office, anna, source, plan, pictures)
    nothing = plan_legacy(office, source.table, Matching(), None)
    assert "LEGACY_NO_NUMBERS" in [remark.code for remark in nothing.problems]
    good = plan_legacy(office, read_legacy_list(written(scans, LIST)).table, matching, pictures)

    def stop(done: int, of: int) -> None:
        if done == of - 1:  # the last paper is about to be written
            raise Refusal("LIST_CANCELLED")

    with pytest.raises(Refusal, match="LIST_CANCELLED"):
        take_in_legacy(office, anna, source, good, pictures, stop)
    assert waiting(office.register) == []
    assert list(entries(office.register, kind="LEGACY_RECORDED")) == []


LONG = "x" * 201
BAD_ROWS = [  # rows below the names of columns; what is said, in which row and column
    ([["12\u202e/98"]], "LEGACY_NUMBER_WRONG", 2, "Licence No."),
    ([["9" * 65]], "LEGACY_NUMBER_WRONG", 2, "Licence No."),
    ([["12/98", "1998-13"]], "LEGACY_DATE_WRONG", 2, "Date of issue"),
    ([["12/98", "1998-02-30"]], "LEGACY_DATE_WRONG", 2, "Date of issue"),
    ([["12/98", "05/06/1998"]], "LEGACY_DATE_WRONG", 2, "Date of issue"),
    ([["12/98", "1066"]], "LEGACY_DATE_WRONG", 2, "Date of issue"),
    ([["12/98", "2999"]], "LEGACY_DATE_AHEAD", 2, "Date of issue"),
    ([["11/98"], ["12/98", "", LONG]], "LEGACY_TEXT_WRONG", 3, "Holder"),
    ([["12/98", "", "A\u200bB"]], "LEGACY_TEXT_WRONG", 2, "Holder"),
    ([["12/98", "", "", "A pot"], ["", "", "", "A\u202eB"]], "LEGACY_TEXT_WRONG", 3, "Object"),
    ([["12/98", "", "", "A pot"], ["", "", "", "A lid", LONG]], "LEGACY_TEXT_WRONG", 3, "Pieces"),
    ([["12/98", "", "", "A pot"]] + [["", "", "", "A lid"]] * 200, "LEGACY_OBJECTS_MANY", 2, ""),
    ([["", "1998", "Somebody"]], "LEGACY_LINE_WITHOUT_NUMBER", 2, ""),
    ([["12/98", "", "", "", "", "gone.pdf"]], "LEGACY_SCAN_MISSING", 2, "File"),
    ([["12/98", "", "", "", "", "../passwd.pdf"]], "LIST_PICTURE_OUTSIDE", 2, "File"),
    ([["12/98", "", "", "", "", "empty.pdf"]], "LIST_PICTURE_WRONG", 2, "File"),
    ([["12/98", "", "", "", "", "; ".join(f"{n}.pdf" for n in range(51))]], "LEGACY_SCANS_MANY", 2, ""),
]
BAD_FILES = [
    (b"", "LIST_EMPTY"),
    (b"Number,Date\n", "LIST_EMPTY"),
    (b"Number,Number\n1,2\n", "LIST_COLUMN_TWICE"),
    (b"Number,Date\n1,2,3\n", "LIST_ROW_TOO_WIDE"),
    (b'Number,Date\n"12/98,1998\n', "LIST_QUOTES_WRONG"),
    (b"Number,Date\n12/98\0,1998\n", "LIST_ENCODING_UNKNOWN"),
    (b"\xd0\xcf\x11\xe0 an old workbook", "LIST_KIND_UNKNOWN"),
    (b"%PDF-1.4", "LIST_KIND_UNKNOWN"),
    (b"PK\x03\x04 cut off", "LIST_NOT_A_WORKBOOK"),
    (b"Number\n" + b"1\n" * 4, "LIST_TOO_LONG"),
]


def test_every_kind_of_bad_input_is_said_at_its_row_and_nothing_is_half_written(
    office: Office, anna: Actor, scans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, files = last_entry(office.register), sum(path.is_file() for path in office.folder.attachments.rglob("*"))
    (scans / "empty.pdf").touch()
    for n in range(51):
        (scans / f"{n}.pdf").write_bytes(PDF)
    pictures = scans_in(scans)
    for write in (written, workbook):
        for rows, code, row, column in BAD_ROWS:
            source = read_legacy_list(write(scans, [LIST[0], *rows]))
            plan = plan_legacy(office, source.table, matching_of(office.folder.path, source.table.header), pictures)
            assert [(each.code, each.row, each.column) for each in plan.problems] == [(code, row, column)], rows[0]
            said = plan.problems[0].text()
            assert f"{row}" in said and column in said and "{" not in said
            with pytest.raises(Refusal, match="LIST_HAS_PROBLEMS"):
                take_in_legacy(office, anna, source, plan, pictures)
    monkeypatch.setattr(legacy_importing, "MOST_LINES", 3)
    for content, code in BAD_FILES:
        (tmp_path / "bad.csv").write_bytes(content)
        with pytest.raises(Refusal, match=code) as refused:
            read_legacy_list(tmp_path / "bad.csv")
        assert "{" not in refused.value.text()
    assert last_entry(office.register) == before
    assert sum(path.is_file() for path in office.folder.attachments.rglob("*")) == files


# The check


def test_a_missing_scan_and_an_edited_row_are_found(office: Office, anna: Actor) -> None:
    number = record_paper(office, anna, paper(), [Scan("front.pdf", PDF)])
    (scan,) = scans_of(office.register, number)
    (office.folder.attachments / scan.sha256[:2] / scan.sha256).unlink()
    assert [fault.code for fault in verify_journal(office)] == ["SCAN_MISSING"]
    with transaction(office.register):
        office.register.execute("UPDATE legacy SET printed = 'No. 13/98', bare = 'NO1398'")
    (fault,) = verify_journal(office)
    assert (fault.code, dict(fault.params)["table"]) == ("STATE_DIFFERS", "legacy")


def test_an_entry_confirmed_by_its_own_typist_is_impossible_for_the_replay(office: Office, carla: Actor) -> None:
    number = record_paper(office, carla, paper())
    digest = legacy_certificate(office.register, number).digest
    with pytest.raises(Refusal, match="LEGACY_NEEDS_ANOTHER_PERSON"), transaction(office.register):
        office.record(carla, "LEGACY_CONFIRMED", number, {"digest": digest})
