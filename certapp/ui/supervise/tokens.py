"""Hardware tokens: what is in the readers, a test with the PIN, and taking a key into use as the office's signer."""

from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from certapp.model.errors import Refusal
from certapp.service.office import Actor
from certapp.service.rights import Right
from certapp.service.tokens import Seen, enrol_document_signer, look, test_token
from certapp.trust.token import P256, SeenKey, SeenToken, TokenPlace
from certapp.ui.common.allowing import may_act
from certapp.ui.common.background import in_background
from certapp.ui.common.button_rows import ButtonRows
from certapp.ui.common.choosing import choose_file
from certapp.ui.common.labels import button, caption, quiet, wrapped
from certapp.ui.common.notice import Notice
from certapp.ui.common.order import Dialog
from certapp.ui.common.passphrase import ask_and_try
from certapp.ui.common.terms import refusal_words
from certapp.ui.common.words import _
from certapp.ui.session import Session

_PLACE = Qt.ItemDataRole.UserRole


class TokensDialog(Dialog):
    """The libraries of tokens, below each the tokens it sees, below each the keys on it."""

    def __init__(self, session: Session, actor: Callable[[], Actor | None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._actor = session, actor
        self._module: Path | None = None
        self.setWindowTitle(_("Tokens"))
        self.notice = Notice()
        self.tree = QTreeWidget()
        self.tree.setHeaderLabels([_("What is there"), _("Kind"), _("Number")])
        self.tree.setAccessibleName(_("Tokens and their keys"))
        self.again = button(_("&Look again"))
        self.library = button(_("&Choose a library…"))
        self.test = button(_("&Test…"))
        self.enrol = button(_("Take into &use…"), primary=True)
        self.waiting = button(_("Let it &wait…"))
        self.waiting.setToolTip(wrapped(_("Certified now, taken into use once the border knows it (People and keys).")))
        self.close_button = button(_("Cl&ose"))
        self._lay_out()
        self.again.clicked.connect(self.look)
        self.library.clicked.connect(self._choose)
        self.test.clicked.connect(self._test)
        self.enrol.clicked.connect(lambda: self._enrol(wait=False))
        self.waiting.clicked.connect(lambda: self._enrol(wait=True))
        self.tree.currentItemChanged.connect(lambda *_items: self._buttons())
        self._buttons()
        self.look()

    def look(self) -> None:
        """See what is in the readers now."""
        module = self._module
        self.again.setEnabled(False)
        self.notice.show_hint(_("Looking for tokens…"))
        in_background(self, lambda: look(module), self._show, self._refused)

    def look_with(self, module: Path) -> None:
        """See what one library says."""
        self._module = module
        self.look()

    @property
    def place(self) -> TokenPlace | None:
        """The key that is chosen, or None."""
        item = self.tree.currentItem()
        found = item.data(0, _PLACE) if item is not None else None
        return found if isinstance(found, TokenPlace) else None

    def _lay_out(self) -> None:
        words = _(
            "A token keeps the signing key of the office: it signs, but never gives the key away. A P-256 key can be "
            "taken into use; verifiers need the new authority package afterwards."
        )
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addWidget(quiet(words))
        layout.addWidget(self.notice)
        layout.addWidget(caption(_("Tokens and their &keys"), self.tree))
        layout.addWidget(self.tree, 1)
        layout.addWidget(ButtonRows((self.again, self.library)))
        layout.addLayout(self.last_line(self.test, self.enrol, self.waiting, leave=self.close_button))
        self.resize(self.fontMetrics().averageCharWidth() * 120, 460)

    def _show(self, seen: tuple[Seen, ...]) -> None:
        self.again.setEnabled(True)
        self.tree.clear()
        for each in seen:
            top = QTreeWidgetItem([f"\u2066{each.module}\u2069"])  # a path reads from the left in any window
            top.setToolTip(0, str(each.module))
            self.tree.addTopLevelItem(top)
            if each.refusal is not None:
                top.addChild(QTreeWidgetItem([refusal_words(each.refusal)]))
            for token in each.tokens:
                top.addChild(_token_item(each.module, token))
        self.tree.expandAll()
        for column in range(3):
            self.tree.resizeColumnToContents(column)
        first = next((item for item in _items(self.tree.invisibleRootItem()) if item.data(0, _PLACE)), None)
        if first is not None:
            self.tree.setCurrentItem(first)
            self.notice.clear()
        elif seen:
            self.notice.show_hint(_("There is no token in any reader. Put it in and look again."))
        else:
            self.notice.show_hint(_("No library of a token was found. Install its maker's software, or choose it."))
        self._buttons()

    def _refused(self, refusal: Refusal) -> None:
        self.again.setEnabled(True)
        self.notice.show_refusal(refusal)

    def _buttons(self) -> None:
        item = self.tree.currentItem()
        kind = item.text(1) if item is not None and self.place is not None else ""
        self.test.setEnabled(bool(kind))
        for each in (self.enrol, self.waiting):
            each.setEnabled(kind == P256)

    def _choose(self) -> None:
        path = choose_file(self, _("The library of the token's maker"), _("Libraries (*.so *.dll *.dylib)"))
        if path is not None:
            self.look_with(path.resolve())

    def _pin(self, place: TokenPlace) -> tuple[str, str] | None:
        """The PIN, after the token has signed something with it, and the kind of key."""
        return ask_and_try(
            self,
            "token",
            _("The PIN of the token with the number {serial}. It is used once and kept nowhere.").format(
                serial=place.serial
            ),
            lambda typed: (typed, test_token(place, typed)),
            pin=True,
        )

    def _test(self) -> None:
        place = self.place
        found = self._pin(place) if place is not None else None
        if found is not None:
            words = _("The token signed, and its signature was verified ({kind}).")
            self.notice.show_done(words.format(kind=found[1]))

    def _enrol(self, *, wait: bool) -> None:
        place, office = self.place, self._session.office
        actor = self._actor()
        if place is None or not may_act(actor, self.notice, Right.KEEP_KEYS):
            return
        found = self._pin(place)
        if found is None:
            return
        pin = found[0]

        def attempt(typed: str) -> bytes:
            secrets = {"ca": typed, "document_signer": pin}
            return enrol_document_signer(office, actor, place, secrets.__getitem__, wait=wait)

        words = _("Country CA: its passphrase certifies the key on the token.")
        if ask_and_try(self, "ca", words, attempt, training=office.training) is not None:
            used = _("Codes and PDFs are signed by the key on the token from now on. Export the authority package.")
            waits = _("The new document signer waits. Export the authority package, then take it into use.")
            self.notice.show_done(waits if wait else used)
            self._session.changed.emit()


def _token_item(module: Path, token: SeenToken) -> QTreeWidgetItem:
    made = QTreeWidgetItem([token.label, f"{token.maker} {token.model}".strip(), token.serial])
    for key in token.keys:
        child = QTreeWidgetItem([_key_words(key), key.kind, key.id.hex()])
        child.setData(0, _PLACE, TokenPlace(module, token.serial, key.id))
        made.addChild(child)
    if not token.keys:
        made.addChild(QTreeWidgetItem([_("No key can be seen on it.")]))
    return made


def _key_words(key: SeenKey) -> str:
    name = key.label or _("Key")
    return _("{key}, with certificate").format(key=name) if key.certificate else name


def _items(parent: QTreeWidgetItem | None) -> Iterator[QTreeWidgetItem]:
    for index in range(parent.childCount()) if parent is not None else ():
        child = parent.child(index) if parent is not None else None
        if child is not None:
            yield child
            yield from _items(child)
