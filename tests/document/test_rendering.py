"""The pages: what stands on them, that nothing is lost, and that the same value gives the same bytes."""

import hashlib
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest
import zxingcpp
from PIL import Image

from certapp.document.raster import page_count, page_png, raster_pages
from certapp.document.rendering import render
from certapp.document.supplement import printed_size
from certapp.formdef.printed import PrintedBox, PrintedCertificate, PrintedField, PrintedObject
from certapp.model.errors import Refusal
from tests.document.making import CODE, NUMBER, arabic, box, english, many_objects, photograph, preview

ROOT = Path(__file__).parents[2]


def needs(tool: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(tool) is None, reason=f"{tool} is not installed")


def words(pdf: bytes) -> str:
    """All text of the file as pdfium extracts it, on one line per page."""
    document = pdfium.PdfDocument(pdf)
    return "\n".join(" ".join(page.get_textpage().get_text_range().split()) for page in document)


def changed(printed: PrintedCertificate, number: str, **changes: object) -> PrintedCertificate:
    """`printed` with one sheet, whose box `number` is different."""

    def boxes() -> Iterator[PrintedBox]:
        for each in printed.sheets[0].boxes:
            yield replace(each, **changes) if each.number == number else each  # type: ignore[arg-type]

    return replace(printed, sheets=(replace(printed.sheets[0], boxes=tuple(boxes())),))


def codes(pdf: bytes, page: int = 0) -> list[str]:
    picture = Image.open(io.BytesIO(page_png(pdf, page, 150))).convert("L")
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def test_the_same_value_gives_the_same_bytes() -> None:
    assert render(english()) == render(english())


def test_another_process_gives_the_same_bytes(tmp_path: Path) -> None:
    script = (
        "import hashlib, sys; from tests.document.making import arabic;"
        "from certapp.document.rendering import render;"
        "sys.stdout.write(hashlib.sha256(render(arabic())).hexdigest())"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "PYTHONPATH": str(ROOT)}
    there = subprocess.run(
        [sys.executable, "-c", script], env=environment, cwd=ROOT, capture_output=True, check=True
    ).stdout
    render(english())  # documents made before must leave no trace
    assert hashlib.sha256(render(arabic())).hexdigest() == there.decode()


@needs("qpdf")
@pytest.mark.parametrize("made", [english, arabic, preview])
def test_qpdf_finds_nothing_wrong(made: object, tmp_path: Path) -> None:
    file = tmp_path / "file.pdf"
    file.write_bytes(render(made()))  # type: ignore[operator]
    check = subprocess.run(["qpdf", "--check", file], capture_output=True, text=True)
    assert check.returncode == 0, check.stdout + check.stderr


@needs("pdffonts")
def test_every_font_is_embedded_and_maps_back_to_text(tmp_path: Path) -> None:
    file = tmp_path / "file.pdf"
    file.write_bytes(render(arabic()))
    rows = subprocess.run(["pdffonts", file], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
    assert rows
    for row in rows:
        embedded, subset, mapped = row.split()[-5:-2]
        assert (embedded, subset, mapped) == ("yes", "yes", "yes")


@needs("pdftotext")
def test_accents_and_arabic_come_out_as_text_in_logical_order(tmp_path: Path) -> None:
    def extracted(pdf: bytes) -> str:
        file = tmp_path / "file.pdf"
        file.write_bytes(pdf)
        text = subprocess.run(["pdftotext", file, "-"], capture_output=True, text=True, check=True).stdout
        return "".join(c for c in text if c not in "\u202a\u202b\u202c")

    latin = extracted(render(english()))
    for expected in ("Galerie Müller & Søn", "Ástríður Þórðardóttir", "Nguyễn Văn Đức", "Λιμήν", "Ἀθηνᾶ"):
        assert expected in latin
    semitic = extracted(render(arabic()))
    for expected in ("مكتبة المخطوطات الوطنية", "وزارة الأوقاف", "24.5 x 17 x 3.2 cm; 3.5 kg", "2027-03-31"):
        assert expected in semitic
    assert "القرن الرابع عشر" in semitic
    assert "(1301-1400)" in semitic
    assert "1301-1400" in words(render(arabic()))  # pdfium turns the brackets, unless Poppler is to part them


def test_the_code_is_read_from_the_page_at_150_dpi() -> None:
    pdf = render(english())
    assert codes(pdf) == [CODE]
    assert codes(pdf, 1) == [CODE]
    grey = next(raster_pages(pdf, 150))
    assert [found.text for found in zxingcpp.read_barcodes(Image.frombytes("L", (grey.width, grey.height), grey.data))]


def test_lines_and_shapes_alone_hold_the_code_and_little_else() -> None:
    pdf = render(english())
    whole, paths = next(raster_pages(pdf, 150)), next(raster_pages(pdf, 150, paths_only=True))
    picture = Image.frombytes("L", (paths.width, paths.height), paths.data)
    assert [found.text for found in zxingcpp.read_barcodes(picture)] == [CODE]
    assert (paths.width, paths.height) == (whole.width, whole.height)
    assert paths.data.count(b"\xff") > whole.data.count(b"\xff")


@needs("zbarimg")
def test_another_reader_reads_the_code_too(tmp_path: Path) -> None:
    file = tmp_path / "page.png"
    file.write_bytes(page_png(render(replace(english(), watermark="PRINT_TEST")), 0, 150))
    read = subprocess.run(["zbarimg", "--quiet", "--raw", file], capture_output=True, text=True, check=True)
    assert read.stdout.strip() == CODE


def test_a_preview_has_no_code_no_signature_field_and_says_so() -> None:
    pdf = render(preview())
    assert codes(pdf) == []
    assert words(pdf).count("PREVIEW - NOT A CERTIFICATE") == page_count(pdf)
    with pikepdf.open(io.BytesIO(pdf)) as file:
        assert "/AcroForm" not in file.Root


def test_a_preview_draws_no_code_even_when_given_one() -> None:
    assert codes(render(replace(preview(), code_text=CODE))) == []


def test_a_code_larger_than_its_box_is_refused() -> None:
    with pytest.raises(Refusal) as refusal:
        render(changed(english(), "25", width=40.0))
    assert refusal.value.code == "CODE_DOES_NOT_FIT"
    assert refusal.value.params["box"] == "25"


def test_every_page_carries_number_page_and_ruler() -> None:
    pages = words(render(english())).split("\n")
    for index, page in enumerate(pages, start=1):
        assert NUMBER in page
        assert f"Page {index} of {len(pages)}" in page
        assert "Print at 100 %" in page


def test_a_text_too_long_for_its_box_flows_to_a_supplementary_page() -> None:
    printed = english()
    long = next(each for each in printed.sheets[0].boxes if each.number == "17").fields[0].text
    pages = words(render(printed)).split("\n")
    assert "See supplementary page 3" in pages[0]
    assert long[:60] not in pages[0]
    assert " ".join(long.split()) in pages[2]


def test_an_overflowing_text_that_stands_nowhere_else_gets_its_own_place() -> None:
    secret = " ".join(f"word{number}" for number in range(200))
    printed = changed(english(), "8", fields=(PrintedField("purpose", "Purpose", secret),))
    pages = words(render(printed)).split("\n")
    assert "See supplementary page 2" in pages[0]
    assert secret in pages[1]


def test_a_list_of_objects_too_long_for_its_box_is_not_printed_twice() -> None:
    printed = many_objects()
    titles = "\n".join(f"{each.seq}: {each.fields[1].text}" for each in printed.objects)
    pages = words(render(changed(printed, "10", fields=(PrintedField("objects.title", "Title", titles),)))).split("\n")
    assert f"See supplementary pages 2 to {len(pages)}" in pages[0]
    assert "7: Pot 07" not in " ".join(pages)
    short = titles.replace("Pot 07", "Vessel 07")  # a line that stands nowhere else
    pages = words(render(changed(printed, "10", fields=(PrintedField("objects.title", "Title", short),)))).split("\n")
    assert "7: Vessel 07" in pages[1]


def test_a_text_longer_than_a_page_loses_no_word() -> None:
    every = [f"w{number}" for number in range(4000)]
    printed = changed(english(), "8", fields=(PrintedField("purpose", "Purpose", " ".join(every)),))
    found = words(render(printed)).split()
    assert [word for word in found if word.startswith("w") and word[1:].isdigit()] == every


def test_a_box_that_may_only_shrink_shrinks_and_then_refuses() -> None:
    fits = changed(english(), "6", fields=(PrintedField("kind", "Kind", "Temporary export for restoration " * 5),))
    assert "Temporary export for restoration " * 4 in words(render(fits)).split("\n")[0]
    long = changed(english(), "6", fields=(PrintedField("kind", "Kind", "Temporary " * 300),))
    with pytest.raises(Refusal) as refusal:
        render(long)
    assert (refusal.value.code, refusal.value.params["box"]) == ("TEXT_DOES_NOT_FIT", "6")
    assert "6" in refusal.value.text()


def test_a_box_that_may_not_overflow_refuses_at_full_size() -> None:
    with pytest.raises(Refusal, match="TEXT_DOES_NOT_FIT"):
        render(changed(english(), "19", fields=(PrintedField("count", "Count", "one hundred " * 12),)))


def test_a_missing_glyph_anywhere_is_refused() -> None:
    with pytest.raises(Refusal, match="GLYPH_MISSING"):
        render(changed(english(), "10", fields=(PrintedField("title", "Title", "the sign 𒀀"),)))


def test_empty_boxes_are_struck_out_and_boxes_for_ink_are_not() -> None:
    def slanted(printed: PrintedCertificate) -> int:
        with pikepdf.open(io.BytesIO(render(printed))) as file:
            lines = []
            start: list[float] = []
            for operands, operator in pikepdf.parse_content_stream(file.pages[0]):
                if str(operator) == "m":
                    start = [float(value) for value in operands]
                elif str(operator) == "l":
                    end = [float(value) for value in operands]
                    lines.append(end[0] != start[0] and end[1] != start[1])
        return sum(lines)

    printed = english()
    assert slanted(printed) == 2
    assert slanted(changed(printed, "2", strike_if_empty=False)) == 1


def test_boxes_are_mirrored_for_a_right_to_left_language() -> None:
    document = pdfium.PdfDocument(render(arabic()))
    page = document[0].get_textpage()
    found = page.search("Representative")
    index, _ = found.get_next()
    left = page.get_charbox(index)[0]
    assert left > 80 / 25.4 * 72  # the middle column stays, its text stands at the right
    with pikepdf.open(io.BytesIO(render(arabic()))) as file:
        assert file.Root.ViewerPreferences.Direction == "/R2L"


@pytest.mark.parametrize(("width", "height"), [(900, 1200), (1200, 900), (1000, 1000), (1600, 1067)])
def test_photographs_are_at_least_nine_by_twelve_centimetres(width: int, height: int) -> None:
    printed = printed_size(width, height)
    assert max(printed) >= 119.99
    assert min(printed) >= 89.99
    assert printed[0] / printed[1] == pytest.approx(width / height)


def test_a_panorama_stays_on_the_page() -> None:
    width, height = printed_size(6000, 500)
    assert width <= 186.01
    assert height == pytest.approx(width / 12)


def test_all_photographs_of_many_objects_are_there_with_item_and_caption() -> None:
    printed = many_objects()
    pdf = render(printed)
    text = words(pdf)
    for each in printed.objects:
        assert f"Object {each.seq} · Side" in text
    with pikepdf.open(io.BytesIO(pdf)) as file:
        names = {name for page in file.pages for name in page.get_images(recursive=False)}
    assert len(names) == 34


@pytest.mark.parametrize("make", [english, arabic])
@pytest.mark.parametrize("paragraphs", [1, 9, 90])
def test_an_upright_photograph_stands_beside_the_fields_of_its_object(
    make: Callable[[], PrintedCertificate], paragraphs: int
) -> None:
    printed = make()
    long = PrintedField("long", "Condition", "Words of a report on the state of an object. " * paragraphs)
    (item,) = printed.objects
    item = replace(item, fields=(*item.fields, long), photographs=item.photographs[:1])
    printed = replace(printed, objects=(item, item), supplement=())
    document = pdfium.PdfDocument(render(printed))
    pages = list(document)[len(printed.sheets) :]
    assert len(pages) == 2 or paragraphs == 90  # an object on its page with its picture
    for page in pages:
        text = page.get_textpage()
        letters = [text.get_charbox(place) for place in range(text.count_chars())]
        for picture in page.get_objects(filter=[3], max_depth=1):  # 3: images
            left, bottom, right, top = picture.get_bounds()
            assert right - left >= 89.9 * 72 / 25.4
            assert not [
                letter
                for letter in letters
                if left + 1 < letter[2] and letter[0] < right - 1 and bottom + 1 < letter[3] and letter[1] < top - 1
            ]
    assert sum(len(list(page.get_objects(filter=[3], max_depth=1))) for page in pages) == 2


def test_a_photograph_is_embedded_as_it_was_prepared() -> None:
    picture = photograph()
    printed = replace(english(), objects=(PrintedObject(1, "Object 1", (), (picture,)),))
    with pikepdf.open(io.BytesIO(render(printed))) as file:
        (image,) = {bytes(each.read_raw_bytes()) for page in file.pages for each in page.get_images().values()}
    assert image == picture.jpeg


def test_an_object_without_fields_or_photographs_needs_no_page() -> None:
    bare = replace(changed(english(), "17", fields=()), supplement=(), objects=(PrintedObject(1, "Object 1", (), ()),))
    pdf = render(bare)
    assert page_count(pdf) == 1
    assert "None" in words(pdf)


def test_notes_that_take_more_than_their_lines_are_refused() -> None:
    with pytest.raises(Refusal, match="LINE_DOES_NOT_FIT"):
        render(replace(english(), sheets=(replace(english().sheets[0], notes=("note",) * 4),)))


def test_title_language_and_dates_are_those_of_the_record() -> None:
    with pikepdf.open(io.BytesIO(render(english()))) as file:
        assert str(file.Root.Lang) == "en"
        assert file.Root.ViewerPreferences.DisplayDocTitle
        assert str(file.docinfo.Title) == f"Export certificate for cultural objects {NUMBER}"
        assert str(file.docinfo.CreationDate) == "D:20261123000000Z"
        assert NUMBER.encode() in file.Root.Metadata.read_bytes()


def test_hostile_words_in_the_title_do_not_break_the_metadata() -> None:
    from xml.etree import ElementTree

    with pikepdf.open(io.BytesIO(render(replace(english(), title="<b>&amp; ]]> Title")))) as file:
        ElementTree.fromstring(file.Root.Metadata.read_bytes())


@needs("pdfdetach")
def test_attachments_come_back_unchanged(tmp_path: Path) -> None:
    printed = english()
    file = tmp_path / "file.pdf"
    file.write_bytes(render(printed))
    subprocess.run(["pdfdetach", "-saveall", "-o", tmp_path, file], check=True, capture_output=True)
    for attachment in printed.attachments:
        assert (tmp_path / attachment.name).read_bytes() == attachment.content


def test_attached_photographs_are_stored_and_the_record_is_deflated() -> None:
    with pikepdf.open(io.BytesIO(render(english()))) as file:
        filters = {str(each.UF): each.EF.F.get("/Filter") for each in file.Root.AF}
        relationships = {str(each.UF): str(each.AFRelationship) for each in file.Root.AF}
    assert filters == {"record.cbor": "/FlateDecode", "front.jpg": None}
    assert relationships == {"record.cbor": "/Data", "front.jpg": "/Source"}


def test_many_attachments_are_all_associated() -> None:
    template = english().attachments[1]
    files = tuple(replace(template, name=f"photo-{number:03}.jpg") for number in range(80))
    with pikepdf.open(io.BytesIO(render(replace(english(), attachments=files)))) as file:
        assert len(file.Root.AF) == 80
        assert len(file.attachments) == 80


def test_a_box_with_several_fields_names_each() -> None:
    printed = changed(english(), "3", fields=box("3", "x", [("Office", "Port"), ("Basis", "Act")], (0, 0, 1, 1)).fields)
    page = words(render(printed)).split("\n")[0]
    assert "Office Port" in page
    assert "Basis Act" in page
