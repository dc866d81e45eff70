"""The pages beside the first one, which need no office: verify alone, check a copy for auditors, keep the country CA,
make an office."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QStackedWidget, QWidget

from certapp.ui.common import settings

if TYPE_CHECKING:
    from certapp.service.ceremony import Written
    from certapp.service.founding import Founded


class PagesBeside:
    """Shows each on `stack`, `home` when it is left; `open_office` goes on with a folder that was made."""

    def __init__(self, stack: QStackedWidget, home: Callable[[], None], open_office: Callable[[Path], None]) -> None:
        self._stack, self._home, self._open_office = stack, home, open_office

    def verify(self) -> None:
        """Verify with this machine's own trust folder: no office, no login."""
        from certapp.service.post import Post
        from certapp.ui.post.view import PostView
        from certapp.ui.printing.test_sheet import make_test_sheet

        view = PostView(Post(settings.post_folder()), within=True)
        view.verify.ways.make_sheet = make_test_sheet
        self._show(view, view)

    def keep_country(self) -> None:
        """The machine of the country CA: no office, no login."""
        from certapp.ui.start.country import CountryView

        view = CountryView()
        self._show(view, view.folder)

    def check_copy(self, folder: Path | None = None) -> None:
        """A stranger's audit of a copy for auditors: no office, no login."""
        from certapp.ui.audit.view import AuditView

        view = AuditView(folder)
        self._show(view, view.folder)

    def create(self) -> None:
        """Make an office: with a country CA of its own, or prepared for one that lies elsewhere."""
        from certapp.ui.start.create import CreateView

        view = CreateView()
        view.created.connect(lambda founded: self._created(founded, view.ca_folder.text()))
        view.prepared.connect(self._prepared)
        self._show(view, view.ca)

    def join(self, folder: Path) -> None:
        """An office that was prepared begins with the answer of its country CA."""
        from certapp.ui.start.joining import JoinView

        view = JoinView(folder)
        view.created.connect(self._created)
        self._show(view, view.answer)

    def _prepared(self, folder: Path, request: Path, written: "Written") -> None:
        from certapp.ui.start.joining import PreparedView

        told = PreparedView(folder, request, written)
        told.answered.connect(lambda at: self.join(Path(at)))
        self._show(told, told.answer)

    def _created(self, founded: "Founded", ca_folder: str = "") -> None:
        from certapp.ui.start.create import CreatedView

        told = CreatedView(founded, ca_folder)
        told.open_wanted.connect(lambda folder: self._open_office(Path(folder)))
        self._show(told, told.open)

    def _show(self, page: QWidget, first: QWidget) -> None:
        """Put a page on the stack, the cursor into its first field."""
        if isinstance(closed := getattr(page, "closed", None), SignalInstance):
            closed.connect(self._home)
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        first.setFocus()
