"""Text: direction, faces, shaping, lines."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certapp.document import bidi
from certapp.document.text import GlyphRun, Line, Paragraph, one_line, paragraphs
from certapp.model.errors import Refusal

BIDI_CASES = Path("/usr/share/unicode/BidiCharacterTest.txt")
ARABIC = "الارتفاع 24.5 x 17 x 3.2 cm; 3.5 kg، ١٢٤ ورقة"


def shown(line: Line) -> list[str]:
    """The text of each run from left to right; a right-to-left run is turned back into reading order."""
    return ["".join(glyph.text for glyph in run.glyphs) for run in line.runs]


def faces(line: Line) -> set[str]:
    return {run.face.name for run in line.runs}


def test_accents_and_greek_stay_as_written() -> None:
    line = one_line("Ἀθηνᾶ – Nguyễn Văn Đức, Ástríður Þórðardóttir")
    assert "".join(shown(line)) == "Ἀθηνᾶ – Nguyễn Văn Đức, Ástríður Þórðardóttir"
    assert faces(line) == {"NotoSans-Regular"}


def test_a_missing_character_is_refused_by_name() -> None:
    with pytest.raises(Refusal) as refusal:
        one_line("the sign 𒀀")
    assert refusal.value.code == "GLYPH_MISSING"
    assert refusal.value.params == {"character": "𒀀", "name": "CUNEIFORM SIGN A", "code": "U+12000"}
    assert "CUNEIFORM SIGN A" in refusal.value.text()


def test_a_character_of_the_private_use_area_is_refused() -> None:
    with pytest.raises(Refusal, match="GLYPH_MISSING"):
        one_line("\ue000")


def test_each_script_gets_its_face() -> None:
    assert faces(one_line("Paris باريس פריז")) == {
        "NotoSans-Regular",
        "NotoNaskhArabic-Regular",
        "NotoSansHebrew-Regular",
    }


def test_arabic_letters_are_joined() -> None:
    """The same letter alone and in a word is drawn with different glyphs."""
    alone = one_line("ب").runs[0].glyphs[0].gid
    within = [glyph.gid for glyph in one_line("ببب").runs[0].glyphs]
    assert alone not in within
    assert len(set(within)) == 3


def test_a_size_in_an_arabic_sentence_keeps_its_order() -> None:
    line = Paragraph(ARABIC, page_right_to_left=True).line()
    assert "24.5 x 17 x 3.2 cm; 3.5 kg" in shown(line)
    assert shown(line)[-1].strip()[::-1] == "الارتفاع"  # a sentence begins at the right


def test_a_date_after_arabic_words_keeps_its_order() -> None:
    assert "2027-03-31" in shown(Paragraph("تاريخ العودة 2027-03-31", page_right_to_left=True).line())


def test_a_foreign_address_in_arabic_keeps_its_house_number_in_front() -> None:
    assert "3 quai des Livres" in shown(Paragraph("في 3 quai des Livres باريس", page_right_to_left=True).line())


def test_an_arabic_name_in_an_english_sentence_does_not_turn_the_sentence() -> None:
    line = one_line("The scribe محمد بن أحمد signed")
    assert shown(line)[0].strip() == "The scribe"
    assert shown(line)[-1].strip() == "signed"


def test_the_full_stop_of_an_arabic_part_stays_at_its_end() -> None:
    drawn = "".join(shown(one_line("In red ink. / مخطوط على ورق.")))
    assert drawn.startswith("In red ink. / .")


def test_two_numbers_around_a_colon_of_an_arabic_sentence_stay_in_its_order() -> None:
    line = Paragraph("من الرقم 1 إلى الرقم 2: 0 إضافية", page_right_to_left=True).line()
    digits = [text for text in shown(line) if text.strip().isdigit()]
    assert [each.strip() for each in digits] == ["0", "2", "1"]  # from left to right


def test_the_number_before_a_colon_stays_with_the_arabic_word_before_it() -> None:
    drawn = "".join(shown(Paragraph("القطعة 1: A small painting (لوحة)", page_right_to_left=True).line()))
    assert drawn.index("A small painting") < drawn.index("1")


def test_what_is_set_off_stays_so_and_the_rest_is_set_off_beside_it() -> None:
    line = Paragraph("صدرت في 2026-11-29. \u2068(COMPARE)\u2069", page_right_to_left=True).line()
    drawn = "".join(shown(line))
    assert drawn.index("(COMPARE)") < drawn.index("2026-11-29")


def test_a_no_break_space_holds_a_number_together() -> None:
    lines = Paragraph("the price is 12\u00a0500\u202f000 EUR in all").lines(9)
    assert any("12\u00a0500\u202f000" in "".join(shown(line)) for line in lines)


def test_mathematical_signs_have_a_face() -> None:
    assert faces(one_line("≈ 3 ≤ 5", "Bold")) == {"NotoSans-Bold", "NotoSansMath-Regular"}


def test_a_size_with_no_break_spaces_keeps_its_order_in_arabic() -> None:
    line = Paragraph("الصورة 9\u00a0x\u00a012 سم", page_right_to_left=True).line()
    assert "9\u00a0x\u00a012" in "".join(shown(line))


def test_brackets_of_a_number_in_arabic_are_turned_towards_it() -> None:
    line = Paragraph("القرن الرابع عشر (1301-1400)", page_right_to_left=True).line()
    assert "".join(shown(line)).startswith("(1301-1400)")


def test_brackets_around_foreign_words_stay_around_them() -> None:
    for label in (
        "نص: ",
        "نص / Texte: ",
        "نص / Текст: ",
    ):  # words read from the left stay together, whatever their letters
        line = Paragraph(f"{label}ΤΑΡΑΣ (Taras) reverse of coins 3, 7", page_right_to_left=True).line()
        assert "ΤΑΡΑΣ (Taras) reverse of coins 3, 7" in "".join(shown(line)).replace(bidi.LRM, "")
    assert "(EC) 116/2009" in shown(Paragraph("اللائحة (EC) 116/2009، الملحق", page_right_to_left=True).line())


def test_a_bracket_without_its_other_half_belongs_to_the_sentence_around() -> None:
    for text, isolated in (("(4 صفحات)", "(<4> صفحات)"), ("(كتاب Taras) reverse", "(كتاب <Taras>) <reverse>")):
        marked = bidi.isolate_fixed_forms(text)
        assert marked.replace(bidi.LRI, "<").replace(bidi.PDI, ">") == isolated


def test_steering_characters_leave_no_text() -> None:
    line = Paragraph(ARABIC, page_right_to_left=True).line()
    assert not set("".join(shown(line))) & set("\u2066\u2067\u2069")


def test_levels_are_plain_for_text_without_right_to_left_characters() -> None:
    assert bidi.levels("abc 123", right_to_left=False) == [0] * 7


@pytest.mark.skipif(not BIDI_CASES.is_file(), reason="Debian's unicode-data is not installed")
def test_all_cases_of_the_unicode_consortium_come_out_as_they_say() -> None:
    """BidiCharacterTest.txt: text; direction asked for; the paragraph's level; each character's; the order."""
    count = 0
    for case in BIDI_CASES.read_text("utf-8").splitlines():
        if not case or case.startswith("#"):
            continue
        characters, _asked, level, said, order = case.split(";")
        text = "".join(chr(int(each, 16)) for each in characters.split())
        found = bidi.levels(text, right_to_left=level == "1")
        kept = [place for place, each in enumerate(said.split()) if each != "x"]  # x: falls away
        assert [str(found[place]) for place in kept] == [each for each in said.split() if each != "x"], case
        assert [kept[place] for place in bidi.visual_order([found[place] for place in kept])] == [
            int(place) for place in order.split()
        ], case
        count += 1
    assert count > 90_000


def test_runs_are_reordered_from_the_highest_level_down() -> None:
    assert bidi.visual_order([1, 2, 1]) == [2, 1, 0]
    assert bidi.visual_order([0, 1, 2, 1, 0]) == [0, 3, 2, 1, 4]
    assert bidi.visual_order([0, 0]) == [0, 1]


def test_a_text_that_already_has_isolates_is_left_alone() -> None:
    text = "في \u20663 km\u2069 هنا"
    assert bidi.isolate_fixed_forms(text) == text


def test_line_feeds_make_paragraphs_and_empty_ones_fall_away() -> None:
    assert [paragraph.text for paragraph in paragraphs("one\n\n two \r\nthree")] == ["one", "two", "three"]


def test_a_word_longer_than_the_line_is_broken_and_not_lost() -> None:
    lines = Paragraph("x" * 100).lines(10)
    assert len(lines) > 1
    assert "".join("".join(shown(line)) for line in lines) == "x" * 100


def test_a_number_with_hyphens_is_not_torn_apart() -> None:
    lines = Paragraph("Certificate XA-2026-01-000123-K of the authority").lines(14)
    assert any("XA-2026-01-000123-K" in "".join(shown(line)) for line in lines)


def test_the_first_line_is_shorter_by_its_indent() -> None:
    paragraph = Paragraph("words and more words and yet more words")
    full, indented = paragraph.lines(12), paragraph.lines(12, indent=6)
    assert full[0].width > 6
    assert indented[0].width <= 6


WORDS = st.lists(
    st.text(alphabet="abcdefgéßøŁαβγжд0123456789,.;()-/ابتثجحخدذرزسش١٢٣אבגד", min_size=1, max_size=14),
    min_size=1,
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(WORDS, st.floats(min_value=2.5, max_value=40), st.booleans())
def test_lines_lose_no_character_and_never_run_over(words: list[str], width: float, rtl: bool) -> None:
    text = " ".join(words)
    lines = Paragraph(text, page_right_to_left=rtl).lines(width)
    drawn = "".join("".join(glyph.text for glyph in run.glyphs) for line in lines for run in line.runs)
    drawn = drawn.replace("\u200e", "")  # said to readers of the file alone
    mirrored = str.maketrans("()", "((")
    assert sorted(drawn.replace(" ", "").translate(mirrored)) == sorted(text.replace(" ", "").translate(mirrored))
    # An Arabic letter parted from its neighbour changes its form and may become wider.
    assert all(line.width <= width + 1.0 for line in lines)


def test_the_width_of_a_run_counts_the_scale_of_its_face() -> None:
    run = one_line("ب").runs[0]
    unscaled = sum(glyph.advance for glyph in run.glyphs) / run.face.upem
    assert GlyphRun(run.face, run.glyphs).width == pytest.approx(unscaled * run.face.scale)
    assert run.face.scale > 1
