"""The register digest: every number this office and the others of its authority ever gave out, hashed, so that false
numbers are known abroad."""

from collections import defaultdict
from datetime import timedelta
from pathlib import Path

from certapp.model.bare_number import digits_of
from certapp.model.signing import SigningKey
from certapp.register.certificates import issued_numbers
from certapp.register.legacy import numbers_on_old_papers
from certapp.service.as_signed import require_whole
from certapp.service.carrying import write_out
from certapp.service.clock import day_of
from certapp.service.legacy_coverage import covered_by_all
from certapp.service.office import Actor, Office
from certapp.service.other_offices import covered, numbers_elsewhere
from certapp.service.rights import Right
from certapp.service.typed import number_typed
from certapp.trust.register_digest import RegisterDigest, sign_digest

SAME_MOMENT_S = 60
"""A digest that lies further ahead is not answered by one further still: the clock is wrong, and that is said."""


def sign_register_digest(office: Office, actor: Actor, status_signer: SigningKey) -> RegisterDigest:
    """Sign a digest and take it into the office's own trust folder.

    It is complete to yesterday; with other offices' numbers in it, to the day before the oldest of their files.

    What it says of older papers is what two people of each office stated of its legacy register (`legacy_coverage`).

    Raises:
        Refusal: ROLE_MISSING, EXCHANGE_LOST, REGISTER_NOT_AS_SIGNED and what the register says.
    """
    actor.require(Right.SUPERVISE)
    require_whole(office)
    yesterday = office.clock.today - timedelta(days=1)
    before = office.trust.view().digests.get(office.country)
    others, complete_to = covered(office, yesterday, 0 if before is None else before.complete_to)
    numbers = numbers_given_out(office)
    for year, given in numbers_elsewhere(office).items():
        numbers[year] = [*numbers.get(year, ()), *given]
    count = sum(len(each) for each in numbers.values())
    older, all_older = covered_by_all(office)
    facts: dict[str, object] = {"complete_to": complete_to, "numbers": count, "legacy_complete": all_older}
    if older is not None:
        facts["older"] = list(older)
    office.record_alone(actor, "DIGEST_SIGNED", "digest", facts)
    content = sign_digest(
        office.country,
        _made_at(office.clock.seconds, before),
        complete_to,
        [office.code, *others],
        numbers,
        status_signer,
        legacy_complete=all_older,
        older=older,
    )
    office.trust.import_file(content, office.clock.seconds)
    return office.trust.view().digests[office.country]


def _made_at(now: int, before: RegisterDigest | None) -> int:
    """Seconds since 1970, later than the digest before: posts take the later of two, and one second may see both."""
    if before is None or not now <= before.made_at < now + SAME_MOMENT_S:
        return now
    return before.made_at + 1


def export_digest(office: Office, actor: Actor, status_signer: SigningKey, path: Path) -> RegisterDigest:
    """Sign a digest and write it to `path`. Refusals also OUTPUT_NOT_WRITABLE."""
    digest = sign_register_digest(office, actor, status_signer)
    write_out(path, digest.raw)
    return digest


def numbers_given_out(office: Office) -> dict[int, list[str]]:
    """Every number this office gave out, by year; numbers that were only reserved or made void were not given out.

    Of an older paper also its digits alone. What nobody confirmed yet is left out, unless it looks like a number of
    this program: the digest answers for those at once, and would call them false.
    """
    found: defaultdict[int, list[str]] = defaultdict(list)
    for year, number in issued_numbers(office.register):
        found[year].append(number)
    for first_day, printed, state in numbers_on_old_papers(office.register):
        own = number_typed(printed)
        if state != "CONFIRMED" and not own:
            continue
        year = 0 if first_day is None else day_of(first_day).year
        forms = [own] if own else [printed, *filter(None, [digits_of(printed)])]
        found[year].extend(forms)
    return dict(found)
