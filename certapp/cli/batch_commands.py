"""certapp approve, issue: one application, or several with keys that are unlocked once, and an account of them."""

import signal
import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

from certapp.cli.contingency_commands import form_by_hand
from certapp.cli.output import DONE, REFUSED, Output
from certapp.cli.passphrases import passphrase_source
from certapp.model.errors import Refusal
from certapp.register.applications import application
from certapp.service.batches import Account, Cancelled, Done, approve_all, issue_all, to_issue
from certapp.service.deciding import approve, lacks_signature
from certapp.service.issuing import issue, require_writable, save_pdf
from certapp.service.office import open_office


def approve_command(options: Namespace, output: Output) -> int:
    """certapp approve"""
    numbers: list[str] = options.applications
    with open_office(options.office) as office:
        actor = office.log_in(options.user, passphrase_source(options.passphrases))
        if len(numbers) > 1:
            with _interruptible() as cancelled:
                account = approve_all(office, actor, numbers, cancelled=cancelled)
            return _say(output, account, "approved")
        signing = lacks_signature(office, application(office.register, numbers[0])) is not None
        approve(office, actor, numbers[0])
    answer = {"application": numbers[0], "approved_by": options.user}
    done = f"Approval of application {numbers[0]} signed." if signing else f"Application {numbers[0]} approved."
    output.say([done], answer)
    return DONE


def issue_command(options: Namespace, output: Output) -> int:
    """certapp issue"""
    if options.all_approved or len(options.applications) != 1:
        return _issue_several(options, output)
    passphrase = passphrase_source(options.passphrases)
    by_hand = form_by_hand(options.contingency, options.on)
    require_writable(options.out)  # before a number is spent
    with open_office(options.office) as office:
        actor = office.log_in(options.user, passphrase)
        signer = office.unlock("document_signer", passphrase)
        issued = issue(office, actor, options.applications[0], signer, by_hand=by_hand)
    pdf = save_pdf(issued.pdf, issued.number, options.out)
    lines = [f"Certificate {issued.number} issued: {pdf}"]
    lines += [str(issued.unstamped)] if issued.unstamped else []
    unstamped = issued.unstamped.code if issued.unstamped else None
    output.say(lines, {"number": issued.number, "pdf": str(pdf), "unstamped": unstamped})
    return DONE


def _issue_several(options: Namespace, output: Output) -> int:
    if options.contingency is not None:
        raise Refusal("BATCH_BY_HAND")
    passphrase = passphrase_source(options.passphrases)
    require_writable(options.out)
    with open_office(options.office) as office:
        actor = office.log_in(options.user, passphrase)
        numbers: list[str] = options.applications
        if options.all_approved:
            numbers = [choice.line.number for choice in to_issue(office, actor)]
        if not numbers:
            raise Refusal("BATCH_NOTHING_CHOSEN")
        signer = office.unlock("document_signer", passphrase)

        def told(done: int, number: str) -> None:
            if sys.stderr.isatty():
                print(f"{done + 1} of {len(numbers)}: {number}", file=sys.stderr)

        with _interruptible() as cancelled:
            account = issue_all(
                office,
                actor,
                numbers,
                signer,
                told,
                cancelled,
                lambda issued: save_pdf(issued.pdf, issued.number, options.out),
            )
    return _say(output, account, "issued")


@contextmanager
def _interruptible() -> Iterator[Cancelled]:
    """While this lasts, Ctrl-C stops between two applications; pressed once more, at once."""
    pressed: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        if pressed:
            raise KeyboardInterrupt
        pressed.append(number)

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield lambda: bool(pressed)
    finally:
        signal.signal(signal.SIGINT, before)


def _say(output: Output, account: Account, done: str) -> int:
    lines = [_line(line, done) for line in account.lines]
    lines += [f"{number}  not reached" for number in account.left]
    lines.append(f"{len(account.done)} {done}, {len(account.refused)} refused, {len(account.left)} not reached.")
    answer = {
        done: [_json(line) for line in account.done],
        "refused": [_json(line) for line in account.refused],
        "not_reached": list(account.left),
    }
    output.say(lines, answer)
    return DONE if account.whole else REFUSED


def _line(line: Done, done: str) -> str:
    parts: Sequence[str | None] = (
        line.application,
        line.certificate or (None if line.refusal else done),
        f"replaces {line.replaces}, which does not hold any more" if line.replaces else None,
        str(line.refusal) if line.refusal else None,
        f"number {line.void} is void" if line.void else None,
        str(line.remark) if line.remark else None,
    )
    return "  ".join(part for part in parts if part)


def _json(line: Done) -> dict[str, str]:
    found = {"application": line.application, "number": line.certificate, "replaces": line.replaces, "void": line.void}
    for name, refusal in (("code", line.refusal), ("remark", line.remark)):
        if refusal is not None:
            found |= {name: refusal.code, "text": refusal.text()}
    return {name: words for name, words in found.items() if words}
