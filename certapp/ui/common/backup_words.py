"""How the age of the newest backup is told, where it is too great."""

from certapp.ui.common.words import _, ngettext


def overdue_words(days: int) -> str:
    """That the newest backup is so many days old, or that there is none (-1)."""
    if days < 0:
        return _("There is no backup yet: make one today")
    words = ngettext(
        "The newest backup is {n} day old: make one today",
        "The newest backup is {n} days old: make one today",
        days,
    )
    return words.format(n=days)
