"""What a list is read from: a table to be matched, or LIDO records that say themselves what is what."""

from dataclasses import dataclass
from pathlib import Path

from certapp.formdef.form import Form
from certapp.service.importing.delimited import read_pasted
from certapp.service.importing.files import content_of, is_xml, read_list_content
from certapp.service.importing.lido import LidoRecords, plan_lido, read_lido
from certapp.service.importing.mapping import Matching
from certapp.service.importing.pictures import Pictures
from certapp.service.importing.plan import Plan, plan
from certapp.service.importing.table import Going, Table


@dataclass(frozen=True)
class Source:
    """A list that was read. `folder`: where its pictures may lie; `table` or `records`."""

    name: str
    folder: Path | None
    table: Table | None = None
    records: LidoRecords | None = None

    def with_names(self, named: bool) -> Table | None:
        """The table, its first row taken for the names of the columns or for an object."""
        return self.table if named or self.table is None else self.table.without_header()

    def plan(
        self, form: Form, matching: Matching, pictures: Pictures | None, named: bool, there: int, going: Going
    ) -> Plan:
        """The dry run of it, for a draft that has `there` objects already."""
        table = self.with_names(named)
        if table is not None:
            return plan(form, table, matching, pictures, there, going)
        assert self.records is not None
        return plan_lido(form, self.records, pictures, there, going)


def read_source(path: Path, going: Going = lambda done, of: None) -> Source:
    """Read a list file; `going` is told how far a workbook is. Refusals of `read_list_content` and `read_lido`."""
    content = content_of(path)
    if is_xml(content):
        return Source(path.name, path.parent, records=read_lido(content, path.name))
    return Source(path.name, path.parent, table=read_list_content(content, path.name, going=going))


def read_source_pasted(text: str, name: str) -> Source:
    """Cells from the clipboard. Refusals of `read_pasted`."""
    return Source(name, None, table=read_pasted(text, name))
