"""Codes of the register in words of the window: statuses, acts, roles, steps; and how days and times are written."""

from datetime import UTC, date, datetime, timedelta

from certapp.model import language as spoken
from certapp.model.errors import Refusal
from certapp.service import register_words
from certapp.service.deadlines import Clock
from certapp.ui.common.words import _, apart, ngettext


def status_words(status: str) -> str:
    """The status of an application or certificate."""
    return register_words.status_words(status, spoken.in_use())


def act_words(act: str) -> str:
    """An act of the journal."""
    return register_words.act_words(act, spoken.in_use())


def decision_words(proposed: str) -> str:
    """The button that makes the decision proposed: the state to which it leads, '' where nothing was proposed."""
    return {
        "PARTLY_APPROVED": _("&Approve in part"),
        "REFUSED": _("&Refuse as proposed"),
        "NOT_REQUIRED": _("&Close: no certificate needed"),
    }.get(proposed, _("&Approve"))


def decided_words(state: str) -> str:
    """What is said of a decision made, with {number} for the application's number."""
    return {
        "PARTLY_APPROVED": _("Application {number} is approved in part. What was approved can be issued now."),
        "REFUSED": _("Application {number} is refused as proposed."),
        "NOT_REQUIRED": _("Application {number} is closed: none of its objects needs a certificate."),
    }.get(state, _("Application {number} is approved. It can be issued now."))


def clock_words(clock: Clock, today: date) -> str:
    """When a case must be decided, and whether its clock runs."""
    if clock.stopped_since is not None:
        return _("clock stopped since {day}").format(day=clock.stopped_since.isoformat())
    due, left = clock.decision_due.isoformat(), clock.days_left(today)
    if clock.is_overdue(today):
        return ngettext(
            "overdue: decision was due {day}, {n} day ago", "overdue: decision was due {day}, {n} days ago", -left
        ).format(day=due, n=-left)
    return ngettext("decision due {day}, {n} day left", "decision due {day}, {n} days left", left).format(
        day=due, n=left
    )


def remedy_words(status: str, day: date, today: date) -> str:
    """What of a refusal waits, by the status of its case and the day that belongs to it."""
    if status == "APPEALED":
        words = _("appeal filed on {day}")
    elif status == "DELAYED":
        words = _("delay until {day}") if today < day else _("delay ended on {day}: to be decided")
    else:
        words = _("appeal possible until {day}") if today <= day else _("appeal period ended on {day}: to be closed")
    return words.format(day=day.isoformat())


def role_words(role: str) -> str:
    """A role of the roster."""
    return {
        "CLERK": _("clerk"),
        "EXPERT": _("expert"),
        "OFFICER": _("officer"),
        "APPROVER": _("approver"),
        "SEAL_HOLDER": _("seal holder"),
        "SUPERVISOR": _("supervisor"),
        "AUDITOR": _("auditor"),
        "ADMIN": _("administrator"),
        "BORDER": _("border"),
    }.get(role, role)


def refusal_words(refusal: Refusal) -> str:
    """The sentence of a refusal, roles in it by their names."""
    if refusal.code == "LIFE_NOT_IN_STATE":
        state = status_words(str(refusal.params["state"]))
        return Refusal(refusal.code, **{**refusal.params, "state": state}).text()
    if refusal.code != "ROLE_MISSING":
        return refusal.text()
    roles = " / ".join(role_words(role) for role in str(refusal.params["roles"]).split(" / "))
    return Refusal(refusal.code, **{**refusal.params, "roles": roles}).text()


def step_words(step: str) -> str:
    """A step of issuing."""
    return {
        "number": _("Reserving the number"),
        "page": _("Drawing the pages"),
        "signature": _("Signing"),
        "time_stamp": _("Asking for the time stamp"),
        "check": _("Reading the finished page back"),
        "register": _("Writing it into the register"),
    }.get(step, step)


REASON_LIST = "REVOKE_REASON"
"""The form's list of reasons for a revocation."""

ISSUE_STEPS = ("number", "page", "signature", "time_stamp", "check", "register")


def day_of(days: int) -> str:
    """Days since 1970-01-01 as ISO 8601."""
    return apart((date(1970, 1, 1) + timedelta(days=days)).isoformat())


def day_of_seconds(seconds: int) -> str:
    """Unix seconds as a day, UTC, ISO 8601."""
    return apart(datetime.fromtimestamp(seconds, UTC).date().isoformat())


def day_of_milliseconds(milliseconds: int) -> str:
    """Unix milliseconds as a day in this machine's time zone."""
    return apart(datetime.fromtimestamp(milliseconds / 1000).strftime("%Y-%m-%d"))


def minute_of(milliseconds: int) -> str:
    """Unix milliseconds as day and minute in this machine's time zone."""
    return apart(datetime.fromtimestamp(milliseconds / 1000).strftime("%Y-%m-%d %H:%M"))
