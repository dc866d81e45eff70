"""Papers that fell with a stolen key: the applications of those that take their place, received in one go."""

from collections.abc import Sequence

from certapp.model.signing import SigningKey
from certapp.service.batches import Account, Choice
from certapp.ui.common.words import _, ngettext
from certapp.ui.supervise.batch import BatchDialog


class SealAnewDialog(BatchDialog):
    """Prepares them by who is logged in; approving and issuing them follow, several at once too, by others."""

    def title(self) -> str:
        """Of the window."""
        return _("Seal several papers anew")

    def choices(self) -> tuple[Choice, ...]:
        """Each paper that fell, by its number."""
        from certapp.service.sealing_anew import to_seal_anew

        return to_seal_anew(self.session.office, self.actor)

    def words_of_act(self, count: int) -> str:
        """The button."""
        return ngettext("Prepare {n} paper anew", "Prepare {n} papers anew", count).format(n=count)

    def words_of_done(self, count: int) -> str:
        """The first words of the account, and who goes on."""
        words = ngettext("{n} paper is prepared anew.", "{n} papers are prepared anew.", count).format(n=count)
        who = _("Another person approves what is prepared (Approve several…); then it is issued (Issue several…).")
        return f"{words} {who}"

    def work(self, numbers: Sequence[str], key: SigningKey | None) -> Account:
        """The batch; beside the window."""
        from certapp.service.sealing_anew import prepare_all

        return prepare_all(self.session.office, self.actor, numbers, self._told.emit, self._stop.is_set)
