"""An open office on screen: the list of pages at the left, each page built when it is first opened."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent, QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QScrollArea, QVBoxLayout, QWidget

from certapp.model.errors import Refusal
from certapp.service.rights import Right
from certapp.ui.common import keys
from certapp.ui.common.allowing import for_whom
from certapp.ui.common.choice import ChoiceBox
from certapp.ui.common.grid_dialog import NARROW_CHARACTERS
from certapp.ui.common.labels import wrapped
from certapp.ui.common.one_at_a_time import LowPlace, OneAtATime
from certapp.ui.common.words import _
from certapp.ui.session import Session

if TYPE_CHECKING:
    from certapp.ui.home.drafts import DraftsView


def _first_place(page: QWidget) -> QWidget | None:
    """Where the keyboard begins on a page: where the page says, else the first thing that Tab leads to.

    An area that only scrolls is passed over.
    """
    if (wanted := page.focusProxy()) is not None:
        return wanted
    each = page.nextInFocusChain()
    while each is not None and each is not page:
        if (
            page.isAncestorOf(each)
            and not isinstance(each, QScrollArea)
            and each.focusPolicy() & Qt.FocusPolicy.TabFocus
            and each.isEnabled()
            and each.isVisibleTo(page)
        ):
            return each
        each = each.nextInFocusChain()
    return None


_RIGHTS: Final = {
    "home": tuple(Right),
    "apply": (Right.PREPARE,),
    "register": (Right.READ,),
    "verify": (Right.VERIFY,),
    "decide": (Right.PREPARE, Right.ADVISE, Right.DECIDE, Right.SEAL, Right.SUPERVISE),
    "supervise": (Right.SUPERVISE, Right.HAND_OUT_TRUST, Right.KEEP_KEYS, Right.AUDIT, Right.KEEP_COPIES),
    "people": tuple(Right),
    "reports": (Right.REPORT,),
}
"""One of these a person needs for a page."""


@dataclass(frozen=True)
class Page:
    """A page of the office: its name in the program, its title, what builds it."""

    name: str
    title: str
    build: Callable[[], QWidget]


@dataclass(frozen=True)
class Place:
    """Where somebody is: the page by its name, and in the drafts the draft and its section that are open."""

    page: str
    draft: str = ""
    section: str = ""


class Workspace(QWidget):
    """Ctrl+1 to Ctrl+8 open the pages, Ctrl+N a new application, Ctrl+F the search."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        builders = {
            "home": self._home,
            "apply": self._apply,
            "register": self._register,
            "verify": self._verify,
            "decide": self._decide,
            "supervise": self._supervise,
            "people": self._people,
            "reports": self._reports,
        }
        self._pages = tuple(
            Page(name, title, build) for (name, build), title in zip(builders.items(), keys.pages(), strict=True)
        )
        self._built: dict[str, QWidget] = {}
        self.navigation = QListWidget()
        self.navigation.setObjectName("navigation")
        self.navigation.setAccessibleName(_("Pages"))
        self.navigation.addItems([page.title for page in self._pages])
        self.navigation.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.navigation.currentRowChanged.connect(lambda row: self._show(self._pages[row].name))
        for act in (self.navigation.itemActivated, self.navigation.itemClicked):
            act.connect(lambda item: self.open_page(self._pages[self.navigation.row(item)].name))
        self.choice = ChoiceBox()
        self.choice.addItems([page.title for page in self._pages])
        self.choice.call(_("Pages"))
        self.choice.activated.connect(lambda row: self.open_page(self._pages[row].name))
        self.choice.hide()
        self._stack = OneAtATime()
        self._place = LowPlace(self._stack)
        beside = QHBoxLayout()
        beside.addWidget(self.navigation)
        beside.addWidget(self._place, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self.choice)
        layout.addLayout(beside, 1)
        self.go_actions = self._actions()
        self.addActions(self.go_actions)
        self._fit()
        self._show("home")
        self.allow(True)
        session.person_changed.connect(lambda: self.allow(True))

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's names
        """As narrow as the widest page: where there is little room the list of pages folds into one line."""
        hint = super().minimumSizeHint()
        if not self.navigation.isHidden():
            hint.setWidth(hint.width() - self.navigation.minimumWidth())
        return hint

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """The pages beside their list, or below a line that opens it."""
        super().resizeEvent(event)
        least = max(NARROW_CHARACTERS * self.fontMetrics().averageCharWidth(), self._place.minimumSizeHint().width())
        narrow = event.size().width() < least + self.navigation.minimumWidth()
        if narrow == self.choice.isHidden():
            held = self.navigation.hasFocus() or self.choice.hasFocus()
            self.choice.setVisible(narrow)
            self.navigation.setVisible(not narrow)
            if held:
                self.to_pages()

    def to_pages(self) -> None:
        """The keyboard goes to the list of pages."""
        (self.navigation if self.choice.isHidden() else self.choice).setFocus()

    @property
    def page(self) -> QWidget | None:
        """The page that is shown."""
        return self._stack.currentWidget()

    def open_page(self, name: str) -> QWidget:
        """Show a page, built now where it was not before, with the keyboard in its first place."""
        page = self._show(name)
        if (place := _first_place(page)) is not None:
            place.setFocus()
        else:
            self.to_pages()
        return page

    def _show(self, name: str) -> QWidget:
        """Show a page; who walks along the list of pages stays in the list."""
        row = next(index for index, page in enumerate(self._pages) if page.name == name)
        if name not in self._built:
            self._built[name] = self._pages[row].build()
            self._stack.addWidget(self._built[name])
        self._stack.setCurrentWidget(self._built[name])
        if self.navigation.currentRow() != row:
            self.navigation.setCurrentRow(row)
        self.choice.setCurrentIndex(row)
        return self._built[name]

    def allow(self, open_: bool) -> None:
        """While the office is locked nothing leads to its pages; else what this person may open does."""
        actor = self.session.actor
        for row, page in enumerate(self._pages):
            may = actor is None or actor.may(*_RIGHTS[page.name])
            item = self.navigation.item(row)
            flags = item.flags() | Qt.ItemFlag.ItemIsEnabled
            item.setFlags(flags if may else flags & ~Qt.ItemFlag.ItemIsEnabled)
            item.setToolTip("" if may else wrapped(for_whom(_RIGHTS[page.name])))
            self._choices.item(row).setEnabled(may)
            self.go_actions[row].setEnabled(open_ and may)
        for action in self.go_actions[len(self._pages) :]:
            action.setEnabled(open_)
        self.begin.setEnabled(open_ and (actor is None or actor.may(*_RIGHTS["apply"])))

    @property
    def _choices(self) -> QStandardItemModel:
        model = self.choice.model()
        assert isinstance(model, QStandardItemModel)
        return model

    def place(self) -> Place:
        """Where the user is now."""
        page = self._pages[self.navigation.currentRow()].name
        form = self._drafts(show=False).form if "apply" in self._built else None
        return Place(page, form.draft.id, form.section) if form is not None else Place(page)

    def return_to(self, place: Place) -> None:
        """Open what was open."""
        if place.draft:
            self._drafts().open_draft(place.draft, place.section)
        self.open_page(place.page)

    def new_application(self) -> None:
        """Open the page of drafts and begin."""
        self._drafts().new_application()

    def open_draft(self, draft: str) -> None:
        """Open a draft's form."""
        self._drafts().open_draft(draft)

    def go_on(self, draft: str) -> None:
        """Open the form that was open when the program ended, where its draft is still there."""
        from certapp.register.drafts import lines

        if any(line.id == draft for line in lines(self.session.office.drafts, open_only=True)):
            self._drafts().open_draft(draft)

    def correct(self, number: str) -> None:
        """Correct an application."""
        self._drafts().correct(number)

    def copy(self, number: str) -> None:
        """Begin a new application with what an earlier one says."""
        self._drafts().copy(number)

    def search(self) -> None:
        """Open the register with the keyboard in its search field."""
        from certapp.ui.register.view import RegisterView

        page = self.open_page("register")
        assert isinstance(page, RegisterView)
        page.begin_search()

    def show_in_register(self, number: str) -> None:
        """Open the register at an application, by its number, with what happened after issue."""
        from certapp.ui.register.view import RegisterView

        page = self.open_page("register")
        assert isinstance(page, RegisterView)
        page.detail.life_wanted = True
        page.show_application(number)

    def flush(self) -> Refusal | None:
        """Keep at once what is being typed; gives what stood in the way."""
        return self._drafts(show=False).flush() if "apply" in self._built else None

    def _drafts(self, *, show: bool = True) -> "DraftsView":
        from certapp.ui.home.drafts import DraftsView

        page = self.open_page("apply") if show else self._built["apply"]
        assert isinstance(page, DraftsView)
        return page

    def _home(self) -> QWidget:
        from certapp.ui.home.view import HomeView

        view = HomeView(self.session)
        view.page_wanted.connect(self.open_page)
        view.draft_wanted.connect(self.open_draft)
        view.certificate_wanted.connect(self.show_in_register)
        view.case_wanted.connect(lambda number: self._decide_about(number, case=True))
        return view

    def _apply(self) -> QWidget:
        from certapp.ui.home.drafts import DraftsView

        return DraftsView(self.session)

    def _register(self) -> QWidget:
        from certapp.ui.register.view import RegisterView

        view = RegisterView(self.session)
        view.decision_wanted.connect(self._decide_about)
        view.copy_wanted.connect(self.copy)
        view.draft_wanted.connect(self.open_draft)
        return view

    def _verify(self) -> QWidget:
        from certapp.service.exchanging import own_revocations
        from certapp.trust.kept_view import KeptView
        from certapp.ui.printing.test_sheet import make_test_sheet
        from certapp.ui.verify.view import VerifyView

        office = self.session.office
        view = VerifyView(
            KeptView(office.trust), lambda: own_revocations(office), store=office.trust, clock=office.clock.wall
        )
        view.trust_changed.connect(self.session.changed)
        view.ways.make_sheet = make_test_sheet
        return view

    def _decide(self) -> QWidget:
        from certapp.ui.supervise.decide import DecideView

        view = DecideView(self.session)
        view.case.correction_wanted.connect(self.correct)
        return view

    def _supervise(self) -> QWidget:
        from certapp.ui.supervise.view import SuperviseView

        return SuperviseView(self.session)

    def _people(self) -> QWidget:
        from certapp.ui.people.view import PeopleView

        return PeopleView(self.session)

    def _reports(self) -> QWidget:
        from certapp.ui.reports.view import ReportsView

        return ReportsView(self.session)

    def _decide_about(self, number: str, *, case: bool = False) -> None:
        """The page on which an application is decided; `case`: what is done with its case stands in front."""
        from certapp.register.case_events import REFUSED, UNDER_APPEAL, state_of
        from certapp.ui.supervise.decide import DecideView

        page = self.open_page("decide")
        assert isinstance(page, DecideView)
        page.show_application(number)
        if case or state_of(self.session.office.register, number) in REFUSED | UNDER_APPEAL:
            page.tabs.setCurrentWidget(page.case)

    def _actions(self) -> list[QAction]:
        made = [
            keys.action(page.title, f"page_{index}", partial(self.open_page, page.name), self)
            for index, page in enumerate(self._pages, 1)
        ]
        self.begin = keys.action(_("Begin a new application"), "new", self.new_application, self)
        search = keys.action(_("Search the register"), "find", self.search, self)
        return [*made, self.begin, search]

    def _fit(self) -> None:
        """As wide as the longest title, at any size of letters."""
        metrics = self.navigation.fontMetrics()
        for row in range(self.navigation.count()):
            self.navigation.item(row).setSizeHint(QSize(0, round(metrics.lineSpacing() * 2.4)))
        longest = max(metrics.horizontalAdvance(page.title) for page in self._pages)
        self.navigation.setFixedWidth(longest + 6 * metrics.averageCharWidth())
