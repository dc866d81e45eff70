"""certapp endorse, outbox, post: a border post endorses without a network and sends its receipts back."""

from argparse import Namespace
from pathlib import Path

from certapp.cli.folders import trust_folder
from certapp.cli.life_options import ObjectTyped
from certapp.cli.output import DONE, Output
from certapp.cli.passphrases import passphrase_source
from certapp.cli.verify_command import verdict_lines
from certapp.model.errors import Refusal
from certapp.service.carrying import write_out
from certapp.service.clock import Clock, day_of
from certapp.service.endorsing import Desk, Kept, Sheet, endorse, endorsement_line, outbox_of, with_endorsements
from certapp.service.reading_apart import ReadApart
from certapp.service.verifying import verify_file
from certapp.trust.fingerprint import fingerprint40
from certapp.trust.post_key import POST, create_post_key
from certapp.trust.receipt import Presented, receipt_text
from certapp.trust.store import TrustStore


def endorse_command(options: Namespace, output: Output) -> int:
    """certapp endorse"""
    clock, folder = Clock(), trust_folder(options.trust)
    outbox = outbox_of(folder)
    with ReadApart() as reader:
        found = verify_file(options.file, TrustStore(folder).view(), clock.seconds, {}, reader)
    found = with_endorsements(found, outbox)
    claims = found.verdict.claims
    last = outbox.desk()
    desk = Desk(options.customs_office or last.office, options.post or last.post, options.officer or last.officer)
    sheet = Sheet(
        options.kind,
        options.day or clock.today,
        desk,
        objects_of(options.object, claims.object_count if claims else 0),
        options.remark,
        options.seals,
        tuple(_photograph(path) for path in options.photo or ()),
        tuple(options.irregularity or ()),
    )
    key = None
    if outbox.has_key():
        key = outbox.keys.unlock(POST, passphrase_source(options.passphrases)(POST), clock.wall())
    kept = endorse(outbox, found.verdict, sheet, clock.seconds, key)
    lines = [*verdict_lines(str(options.file), found), f"Receipt: {kept.path}", endorsement_line(kept.receipt)]
    output.say(lines, _told(kept))
    return DONE


def outbox_list_command(options: Namespace, output: Output) -> int:
    """certapp outbox list"""
    waiting = outbox_of(trust_folder(options.trust)).waiting()
    lines = [f"{kept.path.name}  {kept.receipt.number}  {endorsement_line(kept.receipt)}" for kept in waiting]
    output.say(lines or ["The outbox is empty."], [_told(kept) for kept in waiting])
    return DONE


def outbox_copy_command(options: Namespace, output: Output) -> int:
    """certapp outbox copy"""
    options.folder.mkdir(parents=True, exist_ok=True)
    count = outbox_of(trust_folder(options.trust)).copy_to(options.folder)
    output.say([f"{count} receipt(s) copied to {options.folder}"], {"copied": count, "folder": str(options.folder)})
    return DONE


def outbox_page_command(options: Namespace, output: Output) -> int:
    """certapp outbox page: a receipt on paper, with its code."""
    from certapp.service.receipt_page import receipt_page  # heavy: the page
    from certapp.trust.receipt import read_receipt

    try:
        content = options.receipt.read_bytes()
    except OSError:
        raise Refusal("FILE_NOT_THERE", file=str(options.receipt)) from None
    write_out(options.file, receipt_page(content, read_receipt(content).receipt, options.sheet_language))
    output.say([f"Written: {options.file}"], {"file": str(options.file)})
    return DONE


def post_key_command(options: Namespace, output: Output) -> int:
    """certapp post key: the digits are told to the authority by another road, the file goes with the first receipts."""
    folder = trust_folder(options.trust)
    outbox = outbox_of(folder)
    passphrase = passphrase_source(options.passphrases)(POST)
    certificate = create_post_key(outbox.keys, options.name, options.country, passphrase, Clock().seconds)
    path = outbox.folder / "post.cer"
    write_out(path, certificate)
    digits = fingerprint40(certificate)
    output.say([f"Key made: {path}", digits], {"certificate": str(path), "digits": digits})
    return DONE


def objects_of(typed: list[ObjectTyped] | None, count: int) -> tuple[Presented, ...]:
    """What was said of each object; where nothing was said all were presented."""
    if typed is None:
        return tuple(Presented(number, "PRESENTED") for number in range(1, count + 1))
    return tuple(Presented(*each) for each in sorted(typed, key=lambda each: each[0]))


def _told(kept: Kept) -> dict[str, object]:
    receipt = kept.receipt
    return {
        "receipt": str(kept.path),
        "number": receipt.number,
        "kind": receipt.kind,
        "day": day_of(receipt.day).isoformat(),
        "post": receipt.post,
        "signed": kept.signed,
        "line": endorsement_line(receipt),
        "code": receipt_text(kept.content),
    }


def _photograph(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise Refusal("FILE_NOT_THERE", file=str(path)) from None
