"""certapp office."""

from argparse import Namespace
from datetime import date
from pathlib import Path
from typing import Any

from certapp.cli.output import DONE, Output
from certapp.cli.passphrases import passphrase_source
from certapp.model.errors import Refusal
from certapp.model.files import read_at_most
from certapp.register.folder import network_share_warning
from certapp.service.clock_leaps import confirm_clock
from certapp.service.contacting import contact_of, set_contact
from certapp.service.founding import Founded, create_office
from certapp.service.intake import read_json_value
from certapp.service.keeping import resume
from certapp.service.office import open_office
from certapp.service.officials import read_users
from certapp.service.stamping import drop_stamp_authority, set_stamp_authority
from certapp.service.training import PASSPHRASES_FILE, create_training_office
from certapp.trust.certificate import LARGEST
from certapp.trust.contact import Contact, contact_json


def create(options: Namespace, output: Output) -> int:
    """certapp office create"""
    founded = create_office(options.folder, **new_office(options), ca_key_to=options.ca_key_to)
    founded_lines(founded, output, options.ca_key_to)
    return DONE


def demo(options: Namespace, output: Output) -> int:
    """certapp office demo"""
    founded = create_training_office(options.folder)
    founded_lines(founded, output, None, options.folder / PASSPHRASES_FILE)
    return DONE


def samples(options: Namespace, output: Output) -> int:
    """certapp office samples"""
    from certapp.service.training_kit import ANSWERS, make_training_kit

    kit = make_training_kit(options.folder, options.paper_language)
    told = [
        {"file": each.file, "shows": each.key, "outcome": each.outcome.value, "colour": each.colour.value}
        for each in kit.samples
    ]
    lines = [f"Samples for training are in {kit.folder}; the trainer reads {ANSWERS}."]
    lines += [f"  {each['file']}  {each['outcome']} ({each['colour']})" for each in told]
    output.say(lines, {"folder": str(kit.folder), "fingerprint": kit.digits, "number": kit.never, "sheets": told})
    return DONE


def resume_office(options: Namespace, output: Output) -> int:
    """certapp office resume"""
    with open_office(options.folder) as office:
        actor = office.log_in(options.user, passphrase_source(options.passphrases))
        skipped = resume(office, actor, options.last_number)
    output.say([f"The office issues again. Numbers made void: {len(skipped)}."], {"void": list(skipped)})
    return DONE


def confirm_clock_command(options: Namespace, output: Output) -> int:
    """certapp office confirm-clock"""
    try:
        today = date.fromisoformat(options.today)
    except ValueError:
        raise Refusal("DATE_WRONG", typed=options.today[:40]) from None
    with open_office(options.folder) as office:
        actor = office.log_in(options.user, passphrase_source(options.passphrases))
        confirm_clock(office, actor, today)
    output.say(["The day is confirmed: acts are recorded again."], {"today": today.isoformat()})
    return DONE


def time_stamps(options: Namespace, output: Output) -> int:
    """certapp office time-stamps"""
    with open_office(options.folder) as office:
        actor = office.log_in(options.user, passphrase_source(options.passphrases))
        if options.none:
            drop_stamp_authority(office, actor)
            output.say(["Signatures get no time stamp any more."], {"url": ""})
            return DONE
        if options.url is None or options.certificate is None:
            raise Refusal("STAMP_URL_WRONG", url="")
        certificate = read_at_most(options.certificate, LARGEST)
        authority = set_stamp_authority(office, actor, options.url, certificate)
    output.say([f"Signatures are stamped by {authority.url} from now on."], {"url": authority.url})
    return DONE


def contact(options: Namespace, output: Output) -> int:
    """certapp office contact: sets it; without a line it says what is set."""
    given = Contact(options.name, options.telephone, options.email, options.hours)
    with open_office(options.folder) as office:
        actor = office.log_in(options.user, passphrase_source(options.passphrases))
        if given or options.none:
            set_contact(office, actor, Contact() if options.none else given)
        told = contact_of(office)
    lines = ["The border may ask:", *told.lines] if told else ["Bulletins say nothing of whom to ask."]
    output.say(lines, {"contact": contact_json(told)})
    return DONE


def new_office(options: Namespace) -> dict[str, Any]:
    """What is said of an office that is to be, whether it makes its own CA or asks one."""
    return {
        "country": options.country,
        "authority": options.authority,
        "office": options.office_code,
        "users": read_users(_users_of(options.users)),
        "passphrase": passphrase_source(options.passphrases),
    }


def _users_of(file: Path) -> object:
    """The JSON of a file of users, not yet looked at."""
    try:
        content = file.read_bytes()
    except OSError:
        raise Refusal("FILE_NOT_THERE", file=str(file)) from None
    return read_json_value(content, file.name)


def founded_lines(founded: Founded, output: Output, ca_key_to: Path | None, passphrases: Path | None = None) -> None:
    """Where the new office is, and its 40 digits."""
    lines = [
        f"Office made in {founded.folder}.",
        f"The 40 digits of its country CA, to be told to others by another road: {founded.fingerprint}",
    ]
    answer = {"folder": str(founded.folder), "country": founded.country, "fingerprint": founded.fingerprint}
    if ca_key_to:
        lines.append(f"The key of the country CA lies in {ca_key_to}: take it away and keep it locked.")
    if passphrases:
        lines.append(f"Passphrases of the training users: {passphrases}")
        answer["passphrases"] = str(passphrases)
    if warning := network_share_warning(founded.folder):
        lines.append(warning)
        answer["warning"] = warning
    output.say(lines, answer)
