"""The register digest: every number this office and the others of its authority ever gave out, hashed, so that false
numbers are known abroad."""

from collections import defaultdict
from datetime import timedelta
from pathlib import Path

from certapp.model.signing import SigningKey
from certapp.register.certificates import issued_numbers
from certapp.service.carrying import write_out
from certapp.service.office import Actor, Office
from certapp.service.other_offices import covered, numbers_elsewhere
from certapp.service.rights import Right
from certapp.trust.register_digest import RegisterDigest, sign_digest


def sign_register_digest(
    office: Office, actor: Actor, status_signer: SigningKey, *, legacy_complete: bool = False
) -> RegisterDigest:
    """Sign a digest and take it into the office's own trust folder.

    It is complete to yesterday; with other offices' numbers in it, to the day before the oldest of their files.

    legacy_complete: the supervisor says that older paper certificates are all in the register too.

    Raises:
        Refusal: ROLE_MISSING, EXCHANGE_LOST and what the register says.
    """
    actor.require(Right.SUPERVISE)
    yesterday = office.clock.today - timedelta(days=1)
    before = office.trust.view().digests.get(office.country)
    others, complete_to = covered(office, yesterday, 0 if before is None else before.complete_to)
    numbers = numbers_given_out(office)
    for year, given in numbers_elsewhere(office).items():
        numbers[year] = [*numbers.get(year, ()), *given]
    count = sum(len(each) for each in numbers.values())
    facts = {"complete_to": complete_to, "numbers": count, "legacy_complete": legacy_complete}
    office.record_alone(actor, "DIGEST_SIGNED", "digest", facts)
    content = sign_digest(
        office.country,
        office.clock.seconds,
        complete_to,
        [office.code, *others],
        numbers,
        status_signer,
        legacy_complete=legacy_complete,
    )
    office.trust.import_file(content, office.clock.seconds)
    return office.trust.view().digests[office.country]


def export_digest(
    office: Office, actor: Actor, status_signer: SigningKey, path: Path, *, legacy_complete: bool = False
) -> RegisterDigest:
    """Sign a digest and write it to `path`. Refusals also OUTPUT_NOT_WRITABLE."""
    digest = sign_register_digest(office, actor, status_signer, legacy_complete=legacy_complete)
    write_out(path, digest.raw)
    return digest


def numbers_given_out(office: Office) -> dict[int, list[str]]:
    """Every number this office gave out, by year; numbers that were only reserved or made void were not given out."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for year, number in issued_numbers(office.register):
        found[year].append(number)
    return dict(found)
