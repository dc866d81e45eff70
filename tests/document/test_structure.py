"""What the file says to those who do not see it, and that it lasts: PDF/UA-1 and PDF/A-3, level a."""

import io
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Name

from certapp.document.rendering import render
from certapp.document.tags import LAYOUTS, Tag, Tags, render_tags
from certapp.formdef.printed import PrintedCertificate
from certapp.model.language import NAMES
from certapp.model.sentences import sentence
from certapp.service.ceremony_papers import Script, script_page
from certapp.service.papers import test_sheet as sheet_with_codes
from tests.document.making import CODE, NUMBER, arabic, english, many_objects, preview

Make = Callable[[], PrintedCertificate | bytes]


def script() -> bytes:
    """A paper with a list to tick, lines to write on, and letters across it."""
    return script_page(Script.FOUNDING, "ar", 0, training=True)


def sheet_of_tests() -> bytes:
    """A paper with codes beside each other and a ruler."""
    return sheet_with_codes("certapp", "fr", 0)


def labels() -> bytes:
    """Tags of objects on a sheet."""
    tag = Tag(NUMBER, 1, 2, "Hoard of silver coins", CODE[:300])
    return render_tags(Tags("Tags", NUMBER, "Authority", "ru", 0, LAYOUTS["sheet-90x50"], (tag, tag), "PRINT_TEST"))


every_kind = pytest.mark.parametrize("make", [english, arabic, many_objects, preview, script, sheet_of_tests, labels])
STANDARD_ROLES = {"Document", "Sect", "H1", "H2", "P", "Figure", "Form", "L", "LI", "Lbl", "LBody"}
PAINTS = {"Tj", "TJ", "'", '"', "S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "Do", "sh", "BI", "EI"}


@cache
def rendered(make: Make) -> bytes:
    made = make()
    return made if isinstance(made, bytes) else render(made)


def opened(make: Make) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(rendered(make)))


def elements(node: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """All structure elements below the root, in reading order."""
    for kid in node.get(Name.K, ()):
        if kid.get(Name.Type) == Name.StructElem:
            yield kid
            if isinstance(kid.get(Name.K), pikepdf.Array):
                yield from elements(kid)


def marked_pieces(page: pikepdf.Page) -> Iterator[tuple[str, int | None, str]]:
    """Each painting operator of a page with the mark it stands in: its name and MCID ('' where there is none)."""
    open_marks: list[tuple[str, int | None]] = []
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name == "BMC":
            open_marks.append((str(operands[0]), None))
        elif name == "BDC":
            open_marks.append((str(operands[0]), int(operands[1].MCID)))
        elif name == "EMC":
            open_marks.pop()
        elif name in PAINTS:
            yield (*(open_marks[-1] if open_marks else ("", None)), name)
        assert len(open_marks) <= 1, "marks do not stand in each other"
    assert not open_marks, "every mark is closed on its page"


@every_kind
def test_whatever_is_painted_is_said_or_an_artifact(make: Make) -> None:
    with opened(make) as pdf:
        for page in pdf.pages:
            pieces = list(marked_pieces(page))
            assert pieces
            assert all(mark == "/Artifact" or mcid is not None for mark, mcid, _ in pieces)


@every_kind
def test_every_marked_piece_belongs_to_one_element_and_back(make: Make) -> None:
    with opened(make) as pdf:
        tree = {int(key): value for key, value in pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree).items()}
        claimed: dict[tuple[int, int], tuple[int, int]] = {}
        places = {page.obj.objgen: index for index, page in enumerate(pdf.pages)}
        for element in elements(pdf.Root.StructTreeRoot):
            for kid in element.K if isinstance(element.K, pikepdf.Array) else ():
                if kid.get(Name.Type) == Name.MCR:
                    key = (places[kid.Pg.objgen], int(kid.MCID))
                    assert key not in claimed, "a piece has one owner"
                    claimed[key] = element.objgen
        drawn = {
            (index, mcid)
            for index, page in enumerate(pdf.pages)
            for _, mcid, _ in marked_pieces(page)
            if mcid is not None
        }
        assert drawn <= set(claimed)
        for (page, mcid), owner in claimed.items():
            assert tree[int(pdf.pages[page].obj.StructParents)][mcid].objgen == owner


@every_kind
def test_elements_are_standard_ones_and_headings_skip_no_level(make: Make) -> None:
    with opened(make) as pdf:
        roles = [str(element.S)[1:] for element in elements(pdf.Root.StructTreeRoot)]
    assert set(roles) <= STANDARD_ROLES
    levels = [int(role[1:]) for role in roles if re.fullmatch(r"H\d", role)]
    assert levels[:1] in ([1], [])  # labels have none
    assert all(level <= before + 1 for before, level in pairwise(levels))


@every_kind
def test_every_picture_says_what_it_shows_and_where_it_stands(make: Make) -> None:
    with opened(make) as pdf:
        figures = [each for each in elements(pdf.Root.StructTreeRoot) if Name.Figure == each.S]
        assert figures or make is script
        for figure in figures:
            left, bottom, right, top = (float(corner) for corner in figure.A.BBox)
            assert str(figure.Alt).strip()
            assert 0 <= left < right <= 596 and 0 <= bottom < top <= 842


def test_the_code_is_said_with_its_number() -> None:
    with opened(english) as pdf:
        said = [str(each.Alt) for each in elements(pdf.Root.StructTreeRoot) if Name.Figure == each.S]
    assert sentence("PRINT_CODE_IN_WORDS", {"number": NUMBER}) in said


def test_the_signature_field_is_part_of_the_structure() -> None:
    with opened(english) as pdf:
        (form,) = [each for each in elements(pdf.Root.StructTreeRoot) if Name.Form == each.S]
        widget = pdf.Root.AcroForm.Fields[0]
        tree = {int(key): value for key, value in pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree).items()}
        assert form.K.Obj.objgen == widget.objgen
        assert tree[int(widget.StructParent)].objgen == form.objgen
        assert str(widget.TU)


@every_kind
def test_the_file_says_its_language_title_and_standards(make: Make) -> None:
    with opened(make) as pdf:
        assert str(pdf.Root.Lang) in NAMES
        assert bool(pdf.Root.MarkInfo.Marked) and bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert all(page.obj.Tabs == Name.S for page in pdf.pages)
        packet = pdf.Root.Metadata.read_bytes().decode()
    for said in ("<pdfaid:part>3<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<"):
        assert said in packet


@every_kind
def test_every_glyph_shown_stands_for_a_character(make: Make) -> None:
    with opened(make) as pdf:
        fonts = pdf.pages[0].Resources.Font
        mapped = {
            name: {int(cid, 16) for cid in re.findall(rb"^<([0-9A-F]{4})> <[0-9A-F]{4,}>", _to_unicode(font), re.M)}
            for name, font in fonts.items()
        }
        for page in pdf.pages:
            font = ""
            for operands, operator in pikepdf.parse_content_stream(page):
                if str(operator) == "Tf":
                    font = str(operands[0])
                elif str(operator) == "TJ":
                    for piece in operands[0]:
                        if isinstance(piece, pikepdf.String):
                            raw = bytes(piece)
                            cids = {int.from_bytes(raw[i : i + 2], "big") for i in range(0, len(raw), 2)}
                            assert cids <= mapped[font]


def _to_unicode(font: pikepdf.Object) -> bytes:
    content: bytes = font.ToUnicode.read_bytes()
    return content


@pytest.mark.skipif(shutil.which("verapdf") is None, reason="verapdf is not installed")
@pytest.mark.parametrize("flavour", ["3a", "ua1"])
def test_verapdf_finds_nothing(flavour: str, tmp_path: Path) -> None:
    file = tmp_path / "certificate.pdf"
    file.write_bytes(render(english()))
    done = subprocess.run(
        ["verapdf", "--flavour", flavour, "--format", "text", str(file)], capture_output=True, text=True
    )
    assert done.stdout.startswith("PASS")


@pytest.mark.skipif(shutil.which("pdfinfo") is None, reason="pdfinfo is not installed")
def test_poppler_reads_label_and_text_in_order(tmp_path: Path) -> None:
    file = tmp_path / "certificate.pdf"
    file.write_bytes(render(english()))
    told = subprocess.run(["pdfinfo", "-struct-text", str(file)], capture_output=True, text=True, check=True).stdout
    said = [line.strip().strip('"').strip() for line in told.splitlines() if line.strip().startswith('"')]
    at = said.index("1 Applicant")
    assert said[at + 1] == "Galerie Müller & Søn 12 Rue de l’Œuvre Port Example, XA"
    assert said[at + 2] == "2 Representative"
