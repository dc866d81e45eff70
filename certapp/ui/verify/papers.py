"""The papers an officer makes of a verdict: the call sheet, and the page that explains it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from certapp.model import language
from certapp.trust.fingerprint import code_fingerprint
from certapp.trust.view import TrustView
from certapp.ui.common.words import _
from certapp.ui.printing.paper import PaperDialog
from certapp.ui.verify.card import VerdictCard
from certapp.ui.verify.checking import Checked

if TYPE_CHECKING:
    from certapp.service.explaining import Case


def offer_papers(
    page: QWidget, card: VerdictCard, view_source: Callable[[], TrustView], post: Callable[[], str]
) -> None:
    """Put both on the row of acts. `post`: the name of this place, '' where it has none.

    What makes papers is loaded with the first one: nobody's first scan waits for it.
    """

    def about(checked: Checked) -> "Case":
        from certapp.service.explaining import Case, authority_of

        differs = card.paper.differing if card.paper is not None else ()
        authority = authority_of(checked.found, view_source())
        return Case(checked.found, checked.at, checked.source, post(), differs, authority)

    def show(title: str, name: str, make: Callable[["Case", str], bytes], checked: Checked) -> None:
        case, spoken = about(checked), language.in_use()
        dialog = PaperDialog(page, title, f"{name}.pdf", lambda: make(case, spoken))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def call(checked: Checked) -> None:
        from certapp.service.explaining import call_sheet

        show(_("Call sheet"), "call-sheet", call_sheet, checked)

    def explain(checked: Checked) -> None:
        from certapp.service.explaining import explanation

        show(_("Explain this result"), "result", explanation, checked)

    card.acts.add(_("Call s&heet…"), call, lambda checked: bool(code_fingerprint(checked.found.code_text)))
    card.acts.add(_("E&xplain this result…"), explain)
