"""What the form's view does about due diligence: checking against lists, and comparing two objects."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QWidget

from certapp.model.findings import Finding
from certapp.service.checking import Checked
from certapp.service.drafting import examine_draft
from certapp.service.lists import Imported, import_list
from certapp.ui.common.background import in_background
from certapp.ui.common.button_rows import ButtonRows
from certapp.ui.common.choosing import choose_file
from certapp.ui.common.labels import button
from certapp.ui.common.notice import Notice
from certapp.ui.common.words import _, ngettext
from certapp.ui.form.compare import show_comparison
from certapp.ui.form.keeping import Keeper
from certapp.ui.form.provenance import ProvenanceOverview
from certapp.ui.form.rows import Rows
from certapp.ui.form.stolen_list import StolenListDialog
from certapp.ui.session import Session


class Diligence(QObject):
    """The acts of due diligence on one draft; `view` is the widget they belong to."""

    def __init__(self, session: Session, keeper: Keeper, notice: Notice, view: QWidget) -> None:
        super().__init__(view)
        self._session, self._keeper, self._notice, self._view = session, keeper, notice, view

    def equip(self, rows: Rows) -> None:
        """Give the registers consulted their button, and put the provenance of the objects below them."""
        check = button(_("Check against &the lists"))
        check.clicked.connect(lambda: self.check(rows))
        take_in = button(_("Take in a list…"))
        take_in.clicked.connect(self.take_in_list)
        rows.title.add_line(ButtonRows((check, take_in), rows.title))
        overview = ProvenanceOverview(rows.workshop.draft, rows)
        overview.chosen.connect(self._go)
        page = rows.layout()
        if page is not None:
            page.addWidget(overview)

    def check(self, rows: Rows) -> None:
        """Compare every object with every list, and write down what came out as rows that can still be changed."""
        office, actor, snapshot = self._session.office, self._session.actor, self._keeper.snapshot()
        by = actor.name if actor is not None else ""

        def work() -> Checked:
            from certapp.service.checking import check_lists

            looked = examine_draft(office, snapshot)
            return check_lists(office, looked.record, looked.enclosures, by)

        def done(checked: Checked) -> None:
            draft = rows.workshop.draft
            for row in checked.rows:
                draft.add_row(rows.above.row, rows.group, {name: value for name, value in row.items() if value != ""})
            if number := checked.likenesses:
                said = ngettext("{n} possible match: compare it.", "{n} possible matches: compare them.", number)
                self._notice.show_hint(said.format(n=number))
            else:
                self._notice.show_done(_("No match was found. That is no proof."))

        in_background(self._view, work, done, self._notice.show_refusal)

    def take_in_list(self) -> None:
        """Choose a list of stolen objects, say whose it is, and take it into the office: all of it or nothing."""
        office = self._session.office
        path = choose_file(self._view, _("A list of stolen objects"), _("Lists (*.csv);;All files (*)"))
        if path is None:
            return
        dialog = StolenListDialog(self._view, path, office.clock.today)
        try:
            if dialog.exec() != QDialog.DialogCode.Accepted:
                return
            name, edition = dialog.named
        finally:
            dialog.deleteLater()

        def done(taken: Imported) -> None:
            n = taken.source.count
            words = ngettext(
                "{n} object of the list “{name}” is taken in.", "{n} objects of the list “{name}” are taken in.", n
            )
            self._notice.show_done(words.format(n=n, name=name))
            self._keeper.changed()  # what is typed is compared with it at once

        in_background(self._view, lambda: import_list(office, path, name, edition), done, self._notice.show_refusal)

    def compare(self, finding: Finding) -> None:
        """Show the two objects of a finding side by side; afterwards go to its field, if that is wanted."""
        snapshot = self._keeper.snapshot()
        show_comparison(
            self._view,
            self._session.office,
            (snapshot.record, snapshot.files),
            finding,
            self._notice.show_refusal,
            self._go,
        )

    def _go(self, path: str) -> None:
        go_to = getattr(self._view, "go_to", None)
        if callable(go_to):
            go_to(path)
