"""certapp people: who is an official, enrolling, retiring, other roles, new keys, passphrases."""

from argparse import Namespace
from collections.abc import Iterable
from datetime import UTC, datetime

from certapp.cli.output import DONE, Output
from certapp.cli.passphrases import passphrase_source
from certapp.service.carrying import write_out
from certapp.service.ceremony import Taken, Wanted, Written, ask, at_hand, change_passphrase
from certapp.service.office import Office, Passphrase, open_office
from certapp.service.officials import checked_user
from certapp.service.supervision import two_can_act
from certapp.trust.carried import Kind
from certapp.trust.certificate import read_certificate

_TOO_FEW = "Fewer than two supervisors can act here: a stolen key could not be reported. Enrol a second one."


def list_people(options: Namespace, output: Output) -> int:
    """certapp people list"""
    with open_office(options.office, write=False) as office:
        people = [
            {
                "id": official.id,
                "name": official.name,
                "roles": sorted(official.roles),
                "until": day_of(read_certificate(official.certificate).not_after),
            }
            for official in office.roster.officials
        ]
        sequence, two = office.roster.sequence, two_can_act(office)
    lines = [f"Roster {sequence}:"]
    lines += [f"  {each['id']}  {each['name']}  {', '.join(each['roles'])}  until {each['until']}" for each in people]
    lines += [] if two else [_TOO_FEW]
    output.say(lines, {"sequence": sequence, "people": people, "two_supervisors": two})
    return DONE


def enrol(options: Namespace, output: Output) -> int:
    """certapp people enrol"""
    user = checked_user(options.id, options.name, options.roles)
    return seen_to(options, output, [Wanted(Kind.PERSON, user.id, user.name, user.roles)])


def roles(options: Namespace, output: Output) -> int:
    """certapp people roles"""
    user = checked_user(options.id, options.id, options.roles)
    return seen_to(options, output, [Wanted(Kind.ROLES, user.id, roles=user.roles)])


def retire(options: Namespace, output: Output) -> int:
    """certapp people retire"""
    return seen_to(options, output, [Wanted(Kind.RETIRE, options.id)])


def new_key(options: Namespace, output: Output) -> int:
    """certapp people new-key"""
    with open_office(options.office, write=False) as office:
        name = office.official(options.id).name
    return seen_to(options, output, [Wanted(Kind.PERSON, options.id, name)])


def passphrase(options: Namespace, output: Output) -> int:
    """certapp people passphrase"""
    source = passphrase_source(options.passphrases)
    with open_office(options.office) as office:
        old = source(options.user)
        actor = office.log_in(options.user, lambda _name: old)
        change_passphrase(office, actor, old, source(f"new:{options.user}"))
    output.say(["The passphrase is changed."], {"user": options.user})
    return DONE


def seen_to(options: Namespace, output: Output, wanted: Iterable[Wanted]) -> int:
    """Ask the CA at hand, or write the request that is carried to it."""
    source = passphrase_source(options.passphrases)
    with open_office(options.office) as office:
        if options.request is not None:
            written = ask(office, wanted, new_ones(source))
            write_out(options.request, written.data)
            output.say(written_lines(written, str(options.request)), {"digits": written.digits})
            return DONE
        actor = office.log_in(options.user, source, ended_too=True)
        taken = at_hand(office, actor, wanted, new_ones(source), options.witness, options.ca_keys)
        tell(office, taken, output)
    return DONE


def new_ones(source: Passphrase) -> Passphrase:
    """New keys have their passphrases under `new:NAME`; the country CA's is that of a key that is there."""
    return lambda name: source(name if name == "ca" else f"new:{name}")


def written_lines(written: Written, file: str) -> list[str]:
    """What is said of a request that waits to be carried."""
    return [f"The request is in {file}. Carry it to the machine of the country CA.", f"Its digits: {written.digits}"]


def tell(office: Office, taken: Taken, output: Output) -> None:
    """What an answer brought."""
    lines = [f"Taken in. The roster in force is no. {taken.sequence}."]
    lines += [f"Certified: {', '.join(taken.certified)}."] if taken.certified else []
    if taken.waits:
        lines += [
            "The new document signer waits. Export the authority package now and send it out; when the posts have it:",
            "  certapp ceremony use-signer",
        ]
    two = two_can_act(office)
    lines += [] if two else [_TOO_FEW]
    answer = {"roster": taken.sequence, "certified": list(taken.certified), "waits": taken.waits}
    answer |= {"two_supervisors": two}
    output.say(lines, answer | {"people": [official.id for official in office.roster.officials]})


def day_of(seconds: int) -> str:
    """The day, UTC."""
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()
