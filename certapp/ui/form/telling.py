"""What the form says at its head: what stands in the way of keeping it or of handing it in, until it no longer does."""

from certapp.model.errors import Refusal
from certapp.model.findings import RecordRefused, Weight, blocking
from certapp.ui.common.notice import Notice
from certapp.ui.form.draft import Draft


class Telling:
    """One notice; what is said there goes when it is no longer so, and nothing else does."""

    def __init__(self, notice: Notice, draft: Draft) -> None:
        self._notice, self._draft = notice, draft
        self._refusal: Refusal | None = None
        self._in_the_way_of_saving = ""

    def not_kept(self, refusal: Refusal) -> None:
        """Said until it is kept after all."""
        self._in_the_way_of_saving = refusal.text()
        self._notice.show_refusal(refusal)

    def kept(self) -> None:
        """It is kept."""
        if self._in_the_way_of_saving and self._notice.text == self._in_the_way_of_saving:
            self._notice.clear()
        self._in_the_way_of_saving = ""

    def refused(self, refusal: RecordRefused) -> None:
        """How much stands in the way of handing in; the list of findings says what."""
        self._tell(Refusal(refusal.code, **refusal.params))

    def examined(self) -> None:
        """How much is in the way changes while it is mended."""
        if self._refusal is None or self._notice.text != self._refusal.text():
            return
        count = len(blocking(self._draft.findings, Weight.APPLICATION))
        if count == 0:
            self._refusal = None
            self._notice.clear()
        elif count != self._refusal.params["count"]:
            self._tell(Refusal(self._refusal.code, count=count))

    def _tell(self, refusal: Refusal) -> None:
        self._refusal = refusal
        self._notice.show_refusal(refusal)
