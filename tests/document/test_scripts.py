"""Every script that the program prints: drawn whole, broken where lines may end, and read back as it was written."""

import io
import shutil
import subprocess
from dataclasses import replace
from itertools import accumulate
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest

from certapp.document.breaking import line_ends, may_tear
from certapp.document.finish import give_fonts_and_pictures
from certapp.document.pen import Pen
from certapp.document.rendering import render
from certapp.document.text import Paragraph, one_line
from certapp.formdef.printed import PrintedField
from tests.document.making import english
from tests.document.scripts import OTHERS, PARTED, SENTENCES

each_script = pytest.mark.parametrize("script", SENTENCES)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate with a sentence of each script on its supplementary pages."""
    fields = tuple(PrintedField(script, script, words) for script, words in SENTENCES.items())
    file = tmp_path_factory.mktemp("scripts") / "certificate.pdf"
    file.write_bytes(render(replace(english(), supplement=fields)))
    return file


def bare(text: str) -> str:
    return "".join(text.split())


@each_script
def test_pdfium_reads_what_was_written(script: str, page: Path) -> None:
    told = "".join(each.get_textpage().get_text_range() for each in pdfium.PdfDocument(page))
    assert bare(SENTENCES[script]) in bare(told)


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
@each_script
def test_poppler_reads_what_was_written(script: str, page: Path) -> None:
    told = subprocess.run(["pdftotext", "-raw", page, "-"], capture_output=True, text=True, check=True).stdout
    assert bare(SENTENCES[script]) in bare(told)


@each_script
def test_a_drawn_line_is_as_wide_as_it_was_measured(script: str) -> None:
    """But for the space at its end: numbers that run together in the page's content would move letters."""
    line = one_line(SENTENCES[script])
    pen = Pen()
    pen.text(line, 10, 20, 10)
    pen.new_page()
    with pikepdf.open(io.BytesIO(give_fonts_and_pictures(pen.finish()))) as pdf:
        drawn, size, space, widths = 0.0, 0.0, 0.0, [0.0]
        fonts = pdf.pages[0].Resources.Font
        for operands, operator in pikepdf.parse_content_stream(pdf.pages[0]):
            if str(operator) == "Tf":
                widths = [0.0, *map(float, fonts[operands[0]].DescendantFonts[0].W[1])]
                size = float(operands[1])
            elif str(operator) == "TJ":
                for piece in operands[0]:
                    if isinstance(piece, pikepdf.String):
                        raw = bytes(piece)
                        cids = [int.from_bytes(raw[i : i + 2], "big") for i in range(0, len(raw), 2)]
                        drawn += sum(widths[cid] for cid in cids) * size / 1000
                        space = widths[cids[-1]] * size / 1000
                    else:
                        drawn -= float(piece) * size / 1000
    assert drawn == pytest.approx(line.width * 10 + space, abs=0.1)


@pytest.mark.parametrize("script", SENTENCES | OTHERS)
def test_lines_keep_every_character(script: str) -> None:
    words = (SENTENCES | OTHERS)[script]
    paragraph = Paragraph(words, page_right_to_left=script in ("Arabic", "Hebrew"))
    for width in (4, 8, 15, 30):
        lines = ["".join(glyph.text for run in line.runs for glyph in run.glyphs) for line in paragraph.lines(width)]
        assert sorted(bare("".join(lines)).replace("\u200e", "")) == sorted(bare(words))


def test_chinese_lines_end_between_characters_but_not_before_a_full_stop() -> None:
    paragraph = Paragraph(SENTENCES["Chinese"])
    for width in range(6, 20):
        lines = ["".join(glyph.text for run in line.runs for glyph in run.glyphs) for line in paragraph.lines(width)]
        assert len(lines) > 1
        assert not any(line.startswith(("。", "，", "）", "；", "：")) or line.endswith("（") for line in lines)


def test_a_thai_vowel_stays_with_the_consonant_it_is_written_before() -> None:
    assert not may_tear("เพื่อ", 1)
    assert not may_tear("เพื่อ", 2)
    assert may_tear("ออก", 1)


def test_a_khmer_subscript_stays_below_its_consonant() -> None:
    words = "វិញ្ញា"
    coeng = words.index("\u17d2")
    assert not may_tear(words, coeng)
    assert not may_tear(words, coeng + 1)


@pytest.mark.parametrize("script", PARTED)
def test_where_no_spaces_part_words_no_line_ends_within_one(script: str) -> None:
    inside = 0
    for parted in PARTED[script]:
        words = parted.replace("|", "")
        ends = set(accumulate(map(len, parted.split("|"))))
        for width in range(10, 40):
            at = 0
            for line in Paragraph(words).lines(width):
                at = words.index(line.words, at) + len(line.words)
                spaced = words[at : at + 1] == " "
                assert at + spaced in ends, f"{line.words}| at {width} em"
                inside += at < len(words) and not spaced
    assert inside > 20  # and lines are filled, not ended at the few spaces alone


def test_a_sign_that_a_word_is_said_twice_and_a_stop_stay_on_the_line_of_the_word() -> None:
    for words in ("สิ่งของต่างๆ และอื่นๆ ฯลฯ", "សិទ្ធិស្មើៗគ្នា ។ មនុស្ស ៗ"):
        assert not any(words[end] in "ๆฯៗ។" for end in line_ends(words))


def test_a_break_typed_between_words_is_one_and_leaves_no_mark() -> None:
    typed = "ប្រាសាទ\u200bបាគង"
    assert typed.index("\u200b") + 1 in line_ends(typed)
    assert one_line(typed).width == pytest.approx(one_line(typed.replace("\u200b", "")).width)


def test_places_of_line_ends_count_characters_beyond_the_first_plane_as_one() -> None:
    assert 2 + len("วัตถุ") in line_ends("𝒜 วัตถุที่ระบุ")
