"""Bad lists of objects, made where a test wants them: `make_lists(folder)`. Each is wrong in one way."""

import io
import zipfile
from pathlib import Path

from openpyxl import Workbook

HEADER = "Inventory number,Title,Height (cm),Photograph\n"
LIDO = '<?xml version="1.0"?>\n<lido:lidoWrap xmlns:lido="http://www.lido-schema.org">\n{}\n</lido:lidoWrap>\n'


def make_lists(folder: Path) -> None:
    """Write them all."""

    def write(name: str, content: str | bytes) -> None:
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())

    write("no-objects.csv", HEADER)
    write("binary.csv", bytes(range(256)) * 20)
    write("10000-columns.csv", ",".join(f"c{n}" for n in range(10_000)) + "\n1\n")
    write("too-many-rows.csv", HEADER + "1,a,2,\n" * 6000)
    write("open-quote.csv", HEADER + '1,"a vase,2,\n')
    write("wide-row.csv", HEADER + "1,a,2,p.jpg,left,over\n")
    write("long-cell.csv", HEADER + f"1,{'x' * 20_000},2,\n")
    write("column-twice.csv", "Title,Title\na,b\n")
    write("not-a-number.csv", HEADER + "1,a,12,\n" * 5 + '7,b,"12,x",\n')
    write("path-trick.csv", HEADER + "1,a,12,../../etc/passwd\n")
    write("picture-missing.csv", HEADER + "1,a,12,nowhere.jpg\n")
    write("formula.xlsx", _workbook("=1+1"))
    write("bomb.xlsx", _bomb())
    write("no-workbook.xlsx", b"PK\x03\x04 this is none")
    write("entities.xlsx", _with_entities())
    write("broken.xml", LIDO.format("<lido:lido>"))
    write("other.xml", "<?xml version='1.0'?><catalogue><item/></catalogue>")
    laughs = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    write("entities.xml", LIDO.format("").replace("?>\n", f"?>{laughs}\n", 1))
    write("deep.xml", LIDO.format("<lido:a>" * 500 + "</lido:a>" * 500))
    write("nameless.xml", LIDO.format("<lido:lido>\n<lido:lidoRecID>R-1</lido:lidoRecID>\n</lido:lido>"))


def _workbook(cell: str) -> bytes:
    book = Workbook()
    assert book.active is not None
    book.active.append(["Title", "Height (cm)"])
    book.active.append(["a vase", cell])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (130 << 20))
    return buffer.getvalue()


def _with_entities() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("xl/workbook.xml", '<!DOCTYPE w [<!ENTITY a "ha">]><workbook>&a;</workbook>')
    return buffer.getvalue()
