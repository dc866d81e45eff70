"""Whom the border may ask: the authority's own desk, as its bulletins tell it."""

from PySide6.QtWidgets import QWidget

from certapp.trust.contact import Contact, faults
from certapp.ui.common.act_dialog import ActDialog, Asked
from certapp.ui.common.words import _


class ContactDialog(ActDialog):
    """Begins with what was set last; nothing in all four lines takes it back."""

    def __init__(self, parent: QWidget | None, contact: Contact | None) -> None:
        now = contact or Contact()
        asked = (
            Asked("name", "line", _("&Desk or person"), now.name, needed=False),
            Asked("telephone", "line", _("&Telephone, with the country's code"), now.telephone, needed=False),
            Asked("email", "line", _("&E-mail"), now.email, needed=False),
            Asked("hours", "line", _("&When it answers, and in which languages"), now.hours, needed=False),
        )
        told = _(
            "It stands in every bulletin from the next one on, signed, and border posts show it beside a verdict and on"
            " the call sheet. So nobody has to call a number that stands on a paper."
        )
        super().__init__(parent, _("Whom the border may ask"), told, _("&Set"), asked)

    @property
    def contact(self) -> Contact:
        """What was given; empty: nothing is told any more."""
        return Contact(**self.values)

    def check(self) -> None:
        """Each line is short enough for a bulletin."""
        for name, most in faults(self.contact):
            words = _("This line is too long: at most {n} bytes, of which letters outside A to Z take two or more.")
            self.say(words.format(n=most), self.editors[name])
            return
        super().check()
