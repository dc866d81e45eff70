"""What must be renewed, and how urgent that is, in words."""

from certapp.service.due import Due, Subject
from certapp.ui.common.words import _, ngettext


def due_words(due: Due) -> str:
    """What ends."""
    return {
        Subject.BULLETIN: _("Status bulletin"),
        Subject.SIGNERS_LIST: _("Revocation list of the country CA"),
        Subject.DOCUMENT_SIGNER: _("Document signer"),
        Subject.STATUS_SIGNER: _("Status signer"),
        Subject.PERSON: _("Personal certificate of {name}").format(name=due.who),
        Subject.COUNTRY_CA: _("Country CA"),
        Subject.KEPT_COPY: _("Last stamp of the archive's copy of {number}").format(number=due.who),
        Subject.SUPERVISORS: _("Two supervisors who can act: a theft is reported by two"),
    }[due.subject]


def state_words(due: Due) -> str:
    """How urgent it is."""
    if due.waits:
        return _("the next one waits")
    if due.over and due.subject is Subject.SUPERVISORS:
        return _("fewer than two: enrol one")
    if due.over:
        return _("over: renew it now")
    if not due.soon:
        return ""
    days = max(0, (due.at - due.now) // 86400)
    return ngettext("{n} day left: renew it", "{n} days left: renew it", days).format(n=days)
