"""certapp digest, bulletin publish, signer revoke, revoke-many, paper bulletin."""

from argparse import Namespace
from typing import TYPE_CHECKING, Final

from certapp.cli.output import DONE, Output
from certapp.cli.passphrases import passphrase_source
from certapp.model.errors import Refusal
from certapp.model.files import read_at_most, write_atomically
from certapp.service.carrying import write_out
from certapp.service.clock import days
from certapp.service.office import open_office
from certapp.service.publishing import Published, publish

if TYPE_CHECKING:
    from certapp.service.mass_revoking import Planned

_PLANNED: Final = ("standing", "revoked", "unknown", "in_their_place")


def digest_command(options: Namespace, output: Output) -> int:
    """certapp digest export"""
    from certapp.service.digesting import export_digest

    passphrase = passphrase_source(options.passphrases)
    with open_office(options.office) as office:
        actor = office.log_in(options.user, passphrase)
        key = office.unlock("status_signer", passphrase)
        digest = export_digest(office, actor, key, options.file)
    answer = {"file": str(options.file), "numbers": len(digest), "complete_to": digest.complete_to}
    output.say([f"Register digest with {len(digest)} numbers: {options.file}"], answer)
    return DONE


def publish_command(options: Namespace, output: Output) -> int:
    """certapp bulletin publish"""
    passphrase = passphrase_source(options.passphrases)
    with open_office(options.office) as office:
        actor = office.log_in(options.user, passphrase)
        key = office.unlock("status_signer", passphrase)
        done = publish(office, actor, key, options.folder, options.paper_language)
    output.say(_published_lines(done), _published(done))
    return DONE


def signer_command(options: Namespace, output: Output) -> int:
    """certapp signer revoke"""
    from certapp.service import stolen_signers as stolen
    from certapp.service.resealing import fallen_numbers
    from certapp.trust.bulletin import Policy

    passphrase = passphrase_source(options.passphrases)
    policy = Policy.ONLY_LISTED if options.policy == "only-listed" else Policy.NOTHING
    lines: list[str] = []
    answer: dict[str, object] = {}
    with open_office(options.office) as office:
        actor, second = (office.log_in(user, passphrase) for user in (options.user, options.second))
        if options.status:
            signer = stolen.status_signer(office, _kid(options.kid))
        else:
            signer = stolen.report_stolen(office, actor, second, policy, _kid(options.kid))
        lines.append(f"Reported stolen: {signer.name} ({signer.kid.hex()})")
        answer |= {"kid": signer.kid.hex(), "policy": int(policy)}
        if options.ask is not None:
            request = stolen.ask_far_ca(office, actor, second, signer, passphrase, status=options.status)
            write_atomically(options.ask, request.data)
            lines.append(f"Request for the country CA: {options.ask}, its digits {request.digits}")
            answer["request"] = str(options.ask)
        else:
            stolen.replace_at_hand(office, actor, second, signer, passphrase, options.ca_keys, status=options.status)
            lines.append("The country CA has it on its list; a new key signs from now on.")
        if options.out is not None:
            done = publish(office, actor, office.unlock("status_signer", passphrase), options.out, "en")
            lines += _published_lines(done)
            answer["published"] = _published(done)
        if not options.status and policy is Policy.NOTHING:
            fallen = fallen_numbers(office)
            lines += [f"To be sealed anew: {len(fallen)}", *fallen]
            answer["fallen"] = list(fallen)
    output.say(lines, answer)
    return DONE


def revoke_many_command(options: Namespace, output: Output) -> int:
    """certapp revoke-many"""
    from certapp.service.mass_revoking import LONGEST_LIST, numbers_in, numbers_issued, planned, revoke_many

    passphrase = passphrase_source(options.passphrases)
    with open_office(options.office) as office:
        actor, second = (office.log_in(user, passphrase) for user in (options.user, options.second))
        if options.list is not None:
            numbers = numbers_in(read_at_most(options.list, LONGEST_LIST))
        else:
            numbers = numbers_issued(office, *(days(day) for day in options.issued))
        plan = planned(office, numbers)
        if options.dry_run:
            lines = [
                f"Would be revoked: {len(plan.standing)}",
                f"Revoked already: {len(plan.revoked)}",
                f"Not in this register: {len(plan.unknown)}",
                *plan.unknown,
                *_replaced(plan),
            ]
            output.say(lines, {**{name: list(getattr(plan, name)) for name in _PLANNED}, "replaced": {**plan.replaced}})
            return DONE
        done = revoke_many(office, actor, second, numbers, options.reason, options.text)
    beside = {"replaced": {**plan.replaced}, "in_their_place": list(plan.in_their_place)}
    output.say([f"Revoked: {len(done)}", *done, *_replaced(plan)], {"revoked": list(done), **beside})
    return DONE


def _replaced(plan: "Planned") -> list[str]:
    if not plan.replaced:
        return []
    lines = [f"Replaced before: {len(plan.replaced)}", *(f"{old} by {new}" for old, new in plan.replaced.items())]
    if plan.in_their_place:
        lines.append("These stand in their place and are not in the list: " + ", ".join(plan.in_their_place))
    return lines


def paper_bulletin_command(options: Namespace, output: Output) -> int:
    """certapp paper bulletin"""
    from certapp.service.papers import bulletin_notice

    with open_office(options.office, write=False) as office:
        pdf = bulletin_notice(office, options.language, options.since)
    write_out(options.file, pdf)
    output.say([f"Written: {options.file}"], {"file": str(options.file), "language": options.language})
    return DONE


def _published_lines(done: Published) -> list[str]:
    first = f"Bulletin no. {done.sequence} with {done.entries} entries, digest of {done.numbers} numbers:"
    lines = [first, *(f"   {path}" for path in done.files)]
    lines += [f"Office {code}: what it withdrew is in it, by its file of {days} days ago." for code, days in done.told]
    return [*lines, f"Tell new posts the 40 digits by another road: {done.fingerprint}"]


def _published(done: Published) -> dict[str, object]:
    return {
        "sequence": done.sequence,
        "entries": done.entries,
        "numbers": done.numbers,
        "files": [str(path) for path in done.files],
        "fingerprint": done.fingerprint,
        "offices": [{"office": code, "days": days} for code, days in done.told],
    }


def _kid(typed: str | None) -> bytes | None:
    try:
        return None if typed is None else bytes.fromhex(typed)
    except ValueError:
        raise Refusal("SIGNER_NOT_OURS", kid=str(typed)[:16]) from None
