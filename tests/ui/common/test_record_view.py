"""A record to read."""

from pytestqt.qtbot import QtBot

from certapp.model import language as spoken
from certapp.register.applications import application, application_lines
from certapp.service.office import Office
from certapp.ui.common.record_view import Line, Photograph, RecordView, described


def _lines(office: Office) -> tuple[Line, ...]:
    number = application_lines(office.register, "RECEIVED")[0].number
    return described(office.form, office.stored_record(application(office.register, number).record))


def _all(lines: tuple[Line, ...]) -> list[Line]:
    return [line for each in lines for line in (each, *_all(each.below))]


def test_a_record_reads_section_by_section_in_words(office: Office) -> None:
    lines = _lines(office)
    sections = [office.form.title("section", section.id) for section in office.form.sections]
    assert [line.label for line in lines] == [title for title in sections if title in {line.label for line in lines}]
    everything = _all(lines)
    assert any(line.words == "Coins from a house hoard" for line in everything)
    assert any("Loan to an exhibition" in line.words for line in everything)
    assert not any("EXHIBITION_LOAN" in line.words for line in everything)


def test_codes_read_in_the_language_of_who_looks_and_texts_as_they_were_typed(office: Office) -> None:
    spoken.use("ar")
    try:
        said = {line.words for line in _all(_lines(office))}
    finally:
        spoken.use(spoken.DEFAULT)
    name = office.form.code_name
    assert {name("SOURCE_CHANNEL", "FILE_IMPORT", "ar"), name("DOCUMENT_KIND", "STANDARD", "ar")} <= said
    assert "Coins from a house hoard" in said
    assert name("DOCUMENT_KIND", "STANDARD", "en") not in said


def test_persons_are_named_by_their_role(office: Office) -> None:
    labels = {line.label for line in _all(_lines(office))}
    assert {"Applicant", "Owner", "Consignee"} <= labels


def test_the_view_holds_every_line(qtbot: QtBot, office: Office) -> None:
    view = RecordView()
    qtbot.addWidget(view)
    lines = _lines(office)
    view.show_record(lines, (Photograph("Object 1", b""),))
    assert view.tree.topLevelItemCount() == len(lines)
    assert view.photographs.count() == 1
    view.clear()
    assert view.tree.topLevelItemCount() == 0
