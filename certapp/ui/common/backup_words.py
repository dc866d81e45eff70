"""How the age of the newest backup is told."""

from certapp.service.backups import BackupAge
from certapp.ui.common.words import _, ngettext


def age_words(age: BackupAge) -> str:
    """How old it is, and what is to be done where that is too much."""
    if age.days < 0:
        return _("There is no backup yet: make one today")
    if age.overdue:
        words = ngettext(
            "The newest backup is {n} day old: make one today",
            "The newest backup is {n} days old: make one today",
            age.days,
        )
        return words.format(n=age.days)
    if age.days == 0:
        return _("The newest backup is less than a day old ({day})").format(day=age.day)
    words = ngettext("The newest backup is {n} day old ({day})", "The newest backup is {n} days old ({day})", age.days)
    return words.format(n=age.days, day=age.day)
