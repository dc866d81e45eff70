"""certapp contingency: blank forms with numbers of their own, for an outage."""

from argparse import Namespace
from datetime import date

from certapp.cli.output import DONE, Output
from certapp.cli.passphrases import passphrase_source
from certapp.model.errors import Refusal
from certapp.service.carrying import write_out
from certapp.service.contingency import BlankForm, blank_form, make_void, open_numbers, reserve
from certapp.service.office import open_office


def reserve_command(options: Namespace, output: Output) -> int:
    """certapp contingency reserve"""
    from certapp.service.issuing import require_writable
    from certapp.service.letter_texts import paper_texts

    paper_texts(options.language)
    require_writable(options.out)
    with open_office(options.office) as office:
        actor = office.log_in(options.user, passphrase_source(options.passphrases))
        numbers = reserve(office, actor, options.count)
        for number in numbers:
            write_out(options.out / f"{number}-blank.pdf", blank_form(office, number, options.language))
    output.say([f"Reserved: {number}" for number in numbers], {"numbers": list(numbers)})
    return DONE


def show_command(options: Namespace, output: Output) -> int:
    """certapp contingency show"""
    with open_office(options.office, write=False) as office:
        numbers = open_numbers(office)
    output.say(list(numbers) or ["No number waits on a blank form."], {"numbers": list(numbers)})
    return DONE


def void_command(options: Namespace, output: Output) -> int:
    """certapp contingency void"""
    with open_office(options.office) as office:
        actor = office.log_in(options.user, passphrase_source(options.passphrases))
        make_void(office, actor, tuple(options.numbers), options.text)
    output.say([f"Void: {number}" for number in options.numbers], {"numbers": options.numbers})
    return DONE


def form_by_hand(number: str | None, day: str | None) -> BlankForm | None:
    """The blank form that `certapp issue --contingency NUMBER --on DATE` names. Refusal DATE_WRONG."""
    if number is None:
        return None
    try:
        return BlankForm(number, date.fromisoformat(day or ""))
    except ValueError:
        raise Refusal("DATE_WRONG", typed=(day or "")[:40]) from None
