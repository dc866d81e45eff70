"""What the register page shows: a page of lines, and everything about one of them."""

from dataclasses import dataclass

from certapp.register.applications import application, application_lines
from certapp.register.certificates import Certificate, find_certificate
from certapp.register.journal import entries
from certapp.register.legacy import legacy_lines
from certapp.register.search import COUNT_BOUND, count, search
from certapp.service.office import Office
from certapp.trust.fingerprint import code_fingerprint
from certapp.ui.common.person import name_of
from certapp.ui.common.terms import REASON_LIST, act_words, day_of, minute_of, status_words
from certapp.ui.common.words import _, apart

PAGE = 200
MOST_HITS = 200


@dataclass(frozen=True)
class Line:
    """One application, with its certificate's number where it was issued. `id` orders; 0 in search results.

    Of a paper older than this program: its number in the legacy register, what is printed on it, an `id` below 0.
    """

    id: int
    application: str
    certificate: str
    title: str
    status: str
    received_at: int

    @property
    def on_paper(self) -> bool:
        """Whether it is a paper older than this program."""
        return self.status.startswith("PAPER_")


@dataclass(frozen=True)
class Page:
    """Lines, whether more may follow, and how many there are in all where that was counted."""

    lines: tuple[Line, ...]
    more: bool
    found: int | None = None

    @property
    def many(self) -> bool:
        """More were found than are counted."""
        return self.found is not None and self.found >= COUNT_BOUND


@dataclass(frozen=True)
class Detail:
    """All that is known of one application: facts as label and words, and its acts, the oldest first."""

    application: str
    title: str
    status: str
    facts: tuple[tuple[str, str], ...]
    acts: tuple[str, ...]
    certificate: Certificate | None


def newest(office: Office, before: int | None = None) -> Page:
    """The newest lines, or those before one; behind all of them the papers older than this program."""
    found = application_lines(office.register, limit=PAGE, before=before) if before is None or before > 0 else []
    lines = [
        Line(each.id, each.number, each.certificate or "", each.title, each.status, each.received_at) for each in found
    ]
    after = max(0, -(before or 0))
    lines += [
        Line(-each.id, each.number, each.printed, each.title, f"PAPER_{each.state}", each.recorded_at)
        for each in legacy_lines(office.register, PAGE - len(lines), after)
    ]
    return Page(tuple(lines), len(lines) == PAGE)


def matching(office: Office, text: str) -> Page:
    """What a search finds."""
    hits = search(office.register, text, MOST_HITS)
    lines = (Line(0, hit.application, hit.certificate or "", hit.title, hit.status, hit.received_at) for hit in hits)
    return Page(tuple(lines), False, count(office.register, text))


def detail(office: Office, number: str) -> Detail:
    """Everything about an application. Refusal APPLICATION_UNKNOWN."""
    found = application(office.register, number)
    issued = find_certificate(office.register, application=number)
    status = issued.status if issued else found.status
    facts = [
        (_("Status"), status_words(status)),
        (_("Certificate"), issued.number if issued else ""),
        (_("Application"), found.number),
        (_("Object"), found.title),
        (_("Prepared by"), name_of(office, found.prepared_by)),
        (_("Received"), minute_of(found.received_at)),
        (_("Approved by"), name_of(office, found.approved_by)),
        (_("Approved"), minute_of(found.approved_at) if found.approved_at else ""),
    ]
    if issued:
        facts += [
            (_("Issued by"), name_of(office, issued.issued_by)),
            (_("Issued on"), day_of(issued.issued_on)),
            (_("Valid until"), day_of(issued.valid_until)),
            (_("Kept until"), _kept_until(office, issued.number)),
            (_("For customs on the telephone"), apart(code_fingerprint(issued.code_text))),
        ]
        if issued.revocation:
            facts += [
                (_("Revoked on"), day_of(issued.revocation.revoked_on)),
                (_("Reason"), _ground(office, issued.number)),
                (_("Reason in words"), issued.revocation.explanation),
                (_("Revoked by"), name_of(office, issued.revocation.revoked_by)),
                (_("Second person"), name_of(office, issued.revocation.second_person)),
            ]
    shown = tuple((label, words) for label, words in facts if words)
    return Detail(number, found.title, status, shown, _acts(office, number, issued), issued)


def _kept_until(office: Office, number: str) -> str:
    """The day until which the file is kept, as the journal holds it since the issue."""
    for entry in entries(office.register, subject=number, kind="CERTIFICATE_ISSUED"):
        until = entry.facts().get("retention_until")
        return day_of(int(until)) if until is not None else _("no day is set: for good")
    return ""


def _ground(office: Office, number: str) -> str:
    """The reason of a revocation by its name in the form, as the journal holds it; '' where it names none."""
    for entry in entries(office.register, subject=number, kind="CERTIFICATE_REVOKED"):
        ground = str(entry.facts().get("ground", ""))
        return office.form.code_name(REASON_LIST, ground) if ground else ""
    return ""


def _acts(office: Office, number: str, issued: Certificate | None) -> tuple[str, ...]:
    subjects = (number, issued.number) if issued else (number,)
    found = [entry for each in subjects for entry in entries(office.register, subject=each)]
    found.sort(key=lambda entry: entry.seq)
    return tuple(f"{minute_of(entry.at)}   {act_words(entry.type)}   {name_of(office, entry.actor)}" for entry in found)
