"""Codes of the register in words of the window: statuses, acts, roles, steps; and how days and times are written."""

from datetime import UTC, date, datetime, timedelta

from certapp.model.errors import Refusal
from certapp.service.deadlines import Clock
from certapp.ui.common.words import _, apart, ngettext


def status_words(status: str) -> str:
    """The status of an application or certificate."""
    return {
        "RECEIVED": _("To be approved"),
        "INCOMPLETE": _("Waiting for the applicant"),
        "UNDER_REVIEW": _("Under review"),
        "DECISION_PROPOSED": _("Decision proposed"),
        "APPROVED": _("To be issued"),
        "PARTLY_APPROVED": _("To be issued in part"),
        "REFUSED": _("Refused"),
        "NOT_REQUIRED": _("No certificate needed"),
        "WITHDRAWN": _("Withdrawn"),
        "LAPSED": _("Lapsed"),
        "ISSUED": _("Issued"),
        "REVOKED": _("Revoked"),
        "REPLACED": _("Replaced"),
        **_life_states(),
        "PAPER_RECORDED": _("Old paper, to be confirmed"),
        "PAPER_CONFIRMED": _("Old paper, from before this program"),
        "PAPER_VOID": _("Old paper, made void"),
    }.get(status, status)


def _life_states() -> dict[str, str]:
    """The states of a certificate after issue."""
    return {
        "SUSPENDED": _("Suspended"),
        "EXPORT_DECLARED": _("Export declared"),
        "EXITED": _("Left in part"),
        "CLOSED_EXPORTED": _("Exported"),
        "ABROAD": _("Abroad"),
        "OVERDUE": _("Overdue"),
        "PARTLY_RETURNED": _("Back in part"),
        "RETURNED": _("Back, to be inspected"),
        "CLOSED_RETURNED": _("Back and inspected"),
        "CLOSED_NOT_RETURNED": _("Never came back"),
        "EXPIRED_UNUSED": _("Expired unused"),
        "SURRENDERED": _("Handed in unused"),
        "CONVERTED": _("Made permanent"),
    }


def act_words(act: str) -> str:
    """An act of the journal."""
    return {
        **_life_acts(),
        **_keeping_acts(),
        "OFFICE_CREATED": _("Office created"),
        "SETTINGS_CHANGED": _("Settings changed"),
        "OFFICE_RESUMED": _("Office taken back into use"),
        "CLOCK_CONFIRMED": _("Clock confirmed"),
        "APPLICATION_RECEIVED": _("Application received"),
        "APPLICATION_APPROVED": _("Application approved"),
        "STOP_LIFTED": _("Hard stop opened"),
        "REVIEW_BEGUN": _("Review begun"),
        "INFORMATION_REQUESTED": _("Information requested"),
        "INFORMATION_ANSWERED": _("Answer received"),
        "APPLICATION_AMENDED": _("Application amended"),
        "EXPERT_ASKED": _("Expert asked"),
        "OPINION_RECEIVED": _("Expert opinion received"),
        "DECISION_PROPOSED": _("Decision proposed"),
        "PROPOSAL_RETURNED": _("Proposal sent back"),
        "APPLICATION_PARTLY_APPROVED": _("Application approved in part"),
        "APPROVAL_COUNTERSIGNED": _("Approval signed for the code"),
        "APPLICATION_REFUSED": _("Application refused"),
        "APPLICATION_NOT_REQUIRED": _("Application closed: no certificate needed"),
        "APPLICATION_WITHDRAWN": _("Application withdrawn"),
        "APPLICATION_LAPSED": _("Application lapsed"),
        "LETTER_MADE": _("Letter made"),
        "COPY_CERTIFIED": _("Copy certified"),
        "CASE_FILE_MADE": _("Case file made"),
        "TAGS_MADE": _("Object tags made"),
        "FEE_RECEIVED": _("Fee received"),
        "NUMBER_RESERVED": _("Number reserved"),
        "NUMBER_VOID": _("Number made void"),
        "CERTIFICATE_ISSUED": _("Certificate issued"),
        "REVOCATION_CONFIRMED": _("Revocation confirmed by the second person"),
        "CERTIFICATE_REVOKED": _("Certificate revoked"),
        "REVOCATIONS_CONFIRMED": _("List of revocations confirmed by the second person"),
        "BULLETIN_SIGNED": _("Bulletin signed"),
        "BULLETIN_PUBLISHED": _("Bulletin, package and digest written out"),
        "DIGEST_SIGNED": _("Register digest signed"),
        "SIGNER_STOLEN_CONFIRMED": _("Theft of a signing key confirmed by the second supervisor"),
        "SIGNER_STOLEN": _("Signing key reported stolen"),
        "PACKAGE_EXPORTED": _("Package exported"),
        "TIME_STAMPS_SET": _("Time stamps set"),
        "CONTACT_SET": _("Contact for the border set"),
        "SECOND_SIGNATURE_SET": _("Day stated from which certificates carry a second signature"),
        "SIGNER_ENROLLED": _("Signing key taken into use"),
    }.get(act, act)


def _keeping_acts() -> dict[str, str]:
    """Acts of those who keep the keys, the copies, the journal, and the word of other offices."""
    return {
        "ROSTER_TAKEN": _("List of people taken in"),
        "SIGNER_CERTIFIED": _("Signing key certified"),
        "CRL_TAKEN": _("Revocation list of the country CA taken in"),
        "CA_MOVE_CONFIRMED": _("New country CA confirmed by the second person"),
        "CA_MOVED": _("Office moved under a new country CA"),
        "CHECKPOINT_COUNTERSIGNED": _("Another office's journal witnessed"),
        "JOURNAL_EXPORTED": _("Copy for auditors made"),
        "EXCHANGE_WRITTEN": _("File for the other offices written"),
        "EXCHANGE_TAKEN": _("File of another office taken in"),
        "EXCHANGE_NOT_OURS": _("File found that this office did not write"),
        "OFFICE_TWICE": _("Two copies of another office found"),
        "EXCHANGE_SETTLED_CONFIRMED": _("Which copy is right confirmed by the second person"),
        "EXCHANGE_SETTLED": _("Which copy is right settled"),
        "BACKUPS_SET": _("Backup rules set"),
        "BACKUP_MADE": _("Backup made"),
    }


def _life_acts() -> dict[str, str]:
    """Acts after issue."""
    return {
        "CERTIFICATE_SUSPENDED": _("Certificate suspended"),
        "LIFTING_CONFIRMED": _("Lifting confirmed by the second person"),
        "SUSPENSION_LIFTED": _("Suspension lifted"),
        "ENDORSEMENT_TAKEN": _("Endorsement of customs taken in"),
        "EXTENSION_CONFIRMED": _("Extension confirmed by the second person"),
        "CERTIFICATE_EXTENDED": _("Temporary export extended"),
        "STOP_ABROAD_ADDED": _("Stop abroad added"),
        "RETURN_INSPECTED": _("Return inspected"),
        "RETURN_REMINDED": _("Reminder noted"),
        "CERTIFICATE_SURRENDERED": _("Certificate handed in"),
        "EXPORT_NOT_RETURNED": _("Closed: never came back"),
        "TASK_CLOSED": _("Task closed"),
        "POST_ACCEPTED": _("Border post's key compared"),
        "LEGACY_RECORDED": _("Old paper written down"),
        "LEGACY_AMENDED": _("Old paper amended"),
        "LEGACY_CONFIRMED": _("Old paper confirmed"),
        "LEGACY_VOID": _("Old paper made void"),
        "LEGACY_COVERAGE_CONFIRMED": _("Coverage of old papers confirmed by the second person"),
        "LEGACY_COVERAGE_STATED": _("Coverage of old papers stated"),
        "NUMBER_ANSWERED": _("Question about a number answered"),
    }


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
