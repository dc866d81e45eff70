"""Codes of the register in words of any of the languages: statuses and acts, for window and papers alike."""

from collections.abc import Callable

from certapp.model.translation import translation

Said = Callable[[str], str]


def status_words(status: str, language: str) -> str:
    """The status of an application or certificate; the code itself where there are no words for it."""
    _ = translation(language).gettext
    return {
        "RECEIVED": _("To be approved"),
        "INCOMPLETE": _("Waiting for the applicant"),
        "UNDER_REVIEW": _("Under review"),
        "DECISION_PROPOSED": _("Decision proposed"),
        "APPROVED": _("To be issued"),
        "PARTLY_APPROVED": _("To be issued in part"),
        "REFUSED": _("Refused"),
        "APPEALED": _("Refused, under appeal"),
        "DELAYED": _("Refused, in a delay"),
        "CLOSED_REFUSED": _("Refused for good"),
        "NOT_REQUIRED": _("No certificate needed"),
        "WITHDRAWN": _("Withdrawn"),
        "LAPSED": _("Lapsed"),
        "ISSUED": _("Issued"),
        "REVOKED": _("Revoked"),
        "REPLACED": _("Replaced"),
        **_life_states(_),
        "PAPER_RECORDED": _("Old paper, to be confirmed"),
        "PAPER_CONFIRMED": _("Old paper, from before this program"),
        "PAPER_VOID": _("Old paper, made void"),
    }.get(status, status)


def _life_states(_: Said) -> dict[str, str]:
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


def act_words(act: str, language: str) -> str:
    """An act of the journal; the code itself where there are no words for it."""
    _ = translation(language).gettext
    return {
        **_life_acts(_),
        **_keeping_acts(_),
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
        "APPEAL_FILED": _("Appeal filed"),
        "DELAY_BEGUN": _("Delay begun"),
        "REFUSAL_CLOSED": _("Refusal closed"),
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


def _keeping_acts(_: Said) -> dict[str, str]:
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


def _life_acts(_: Said) -> dict[str, str]:
    """Acts after issue."""
    return {
        "CERTIFICATE_SUSPENDED": _("Certificate suspended"),
        "SUSPENSION_CONFIRMED": _("Suspension confirmed by the second person"),
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
