"""certapp ceremony: the country CA's machine, answers taken in, renewal, and what is printed for two people."""

import time
from argparse import Namespace
from pathlib import Path

from certapp.cli.office_commands import founded_lines, new_office
from certapp.cli.output import DONE, Output
from certapp.cli.passphrases import passphrase_source
from certapp.cli.people_commands import day_of, new_ones, seen_to, tell, written_lines
from certapp.model.errors import Refusal
from certapp.model.files import read_at_most
from certapp.service.authority import CountryCa, answer_request, create_country, recover
from certapp.service.carrying import write_out
from certapp.service.ceremony import Wanted, read_carried, take_in, taker, use_next_signer
from certapp.service.ceremony_papers import Script, record_page, recovery_sheets, script_page, wrapped_key
from certapp.service.due import due_dates
from certapp.service.founding import join_office, prepare_office
from certapp.service.introducing import introduction_package, read_introduction
from certapp.service.office import Office, open_office
from certapp.trust.carried import Kind, Request, read_request
from certapp.trust.certificate import LARGEST as LARGEST_CERTIFICATE
from certapp.trust.certificate import read_certificate
from certapp.trust.fingerprint import fingerprint40, same_fingerprint
from certapp.trust.keyring import DOCUMENT_SIGNER, STATUS_SIGNER
from certapp.trust.token import TokenPlace

_LARGEST_SCAN = 40 << 20


def create_ca(options: Namespace, output: Output) -> int:
    """certapp ceremony ca"""
    made = create_country(
        options.folder,
        options.country,
        options.authority,
        passphrase_source(options.passphrases),
        int(time.time()),
        training=options.training,
    )
    lines = [
        f"The country CA is made in {made.folder}.",
        f"Its 40 digits, to be told by another road: {made.fingerprint}",
        "Now print the recovery sheets: certapp ceremony sheets FOLDER --ca DIR",
    ]
    output.say(lines, {"folder": str(made.folder), "fingerprint": made.fingerprint})
    return DONE


def show(options: Namespace, output: Output) -> int:
    """certapp ceremony show"""
    data = read_carried(options.file)
    request = read_request(data)
    output.say([*_request_lines(request), f"Its digits: {fingerprint40(data)}"], _request_json(request, data))
    return DONE


def answer(options: Namespace, output: Output) -> int:
    """certapp ceremony answer"""
    data = read_carried(options.file)
    request = read_request(data)
    if not same_fingerprint(fingerprint40(data), options.digits):
        raise Refusal("DIGITS_DIFFER", digits=fingerprint40(data))
    signed = answer_request(
        CountryCa(options.ca),
        request,
        passphrase_source(options.passphrases),
        tuple(options.present),
        int(time.time()),
    )
    write_out(options.out, signed)
    lines = [*_request_lines(request), f"Signed. Carry {options.out} back to the office."]
    lines.append(f"Its digits: {fingerprint40(signed)}")
    output.say(lines, {**_request_json(request, data), "answer": fingerprint40(signed)})
    return DONE


def take_in_answer(options: Namespace, output: Output) -> int:
    """certapp ceremony take-in"""
    data = read_carried(options.file)
    source = passphrase_source(options.passphrases)
    with open_office(options.office) as office:
        # Who got a new key by this very answer logs in with that one.
        renewed = {wish.subject for wish in _wishes(office) if wish.kind is Kind.PERSON}
        words = new_ones(source) if options.user in renewed else source
        taken = take_in(office, taker(office, data, options.user, words), data)
        tell(office, taken, output)
    return DONE


def renew(options: Namespace, output: Output) -> int:
    """certapp ceremony renew"""
    with open_office(options.office, write=False) as office:
        code = office.code
        name = STATUS_SIGNER if options.what == "status-signer" else DOCUMENT_SIGNER
        present = office.keys.certificate(name) if options.revoke_present else None
    wanted = []
    if options.what == "document-signer":
        wanted = [Wanted(Kind.DOCUMENT_SIGNER, code, place=_place(options))]
    elif options.what == "status-signer":
        wanted = [Wanted(Kind.STATUS_SIGNER, place=_place(options))]
    if present is not None:
        wanted.append(Wanted(Kind.REVOKE, f"{read_certificate(present).number:x}"))
    return seen_to(options, output, wanted)


def use_signer(options: Namespace, output: Output) -> int:
    """certapp ceremony use-signer"""
    with open_office(options.office) as office:
        actor = office.log_in(options.user, passphrase_source(options.passphrases))
        certificate = read_certificate(use_next_signer(office, actor))
    output.say(["The new document signer signs from now on."], {"kid": certificate.kid.hex()})
    return DONE


def ask_move(options: Namespace, output: Output) -> int:
    """certapp ceremony ask-move"""
    from certapp.service.moving import ask_new_ca

    with open_office(options.office) as office:
        written = ask_new_ca(office, new_ones(passphrase_source(options.passphrases)))
    write_out(options.request, written.data)
    output.say(written_lines(written, str(options.request)), {"digits": written.digits})
    return DONE


def move_office(options: Namespace, output: Output) -> int:
    """certapp ceremony move"""
    from certapp.service.moving import move

    source = passphrase_source(options.passphrases)
    data, introduction = read_carried(options.file), read_introduction(options.introduction)
    with open_office(options.office) as office:
        actor, second = office.log_in(options.user, source), office.log_in(options.second, source)
        moved = move(office, actor, second, data, introduction, options.accept_fingerprint, new_ones(source))
        people = [official.id for official in office.roster.officials]
    lines = [
        f"The office stands under the new country CA. Until now: {moved.before}",
        f"From now on: {moved.now}",
        "Sign and send out the next bulletin and the authority package. When the posts have it:",
        "  certapp ceremony use-signer",
    ]
    output.say(lines, {"before": moved.before, "now": moved.now, "roster": moved.taken.sequence, "people": people})
    return DONE


def due(options: Namespace, output: Output) -> int:
    """certapp ceremony due"""
    with open_office(options.office, write=False) as office:
        found = due_dates(office)
    lines = []
    for each in found:
        state = "over" if each.over else "see to it" if each.soon else "later"
        waits = ", its successor waits" if each.waits else ""
        lines.append(f"{day_of(each.at)}  {each.subject.value}  {each.who}  {state}{waits}".replace("    ", "  "))
    told = [
        {"on": day_of(e.at), "what": e.subject.value, "who": e.who, "over": e.over, "soon": e.soon, "waits": e.waits}
        for e in found
    ]
    output.say(lines, told)
    return DONE


def prepare(options: Namespace, output: Output) -> int:
    """certapp office prepare"""
    written = prepare_office(options.folder, **new_office(options), bulletins=options.bulletins)
    write_out(options.request, written.data)
    output.say(written_lines(written, str(options.request)), {"digits": written.digits})
    return DONE


def join(options: Namespace, output: Output) -> int:
    """certapp office join"""
    data = read_carried(options.answer)
    words = passphrase_source(options.passphrases)
    introduction = None if options.introduction is None else read_introduction(options.introduction)
    founded = join_office(options.folder, data, options.accept_fingerprint, words, introduction=introduction)
    founded_lines(founded, output, None)
    return DONE


def script(options: Namespace, output: Output) -> int:
    """certapp ceremony script"""
    kind = Script(options.kind.upper().replace("-", "_"))
    write_out(options.file, script_page(kind, options.language, int(time.time()), options.authority))
    return _printed(options.file, output)


def record(options: Namespace, output: Output) -> int:
    """certapp ceremony record"""
    with open_office(options.office, write=False) as office:
        write_out(options.file, record_page(office, options.language))
    return _printed(options.file, output)


def sheets(options: Namespace, output: Output) -> int:
    """certapp ceremony sheets"""
    words = passphrase_source(options.passphrases)
    made = recovery_sheets(CountryCa(options.ca), words, options.language, int(time.time()))
    files = [options.folder / f"recovery-sheet-{number}.pdf" for number in range(1, len(made) + 1)]
    options.folder.mkdir(parents=True, exist_ok=True)
    for file, pdf in zip(files, made, strict=True):
        write_out(file, pdf)
    lines = ["Print each sheet, then delete these files: whoever has two of them is the authority."]
    output.say([*(str(file) for file in files), *lines], {"files": [str(file) for file in files]})
    return DONE


def recover_ca(options: Namespace, output: Output) -> int:
    """certapp ceremony recover"""
    words = passphrase_source(options.passphrases)
    wrapped = wrapped_key(read_at_most(options.scan, _LARGEST_SCAN))
    certificate = read_at_most(options.certificate, LARGEST_CERTIFICATE)
    typed = [words("sheet 1"), words("sheet 2")]
    made = recover(options.folder, typed, wrapped, certificate, words, int(time.time()))
    lines = [f"The country CA is again in {made.folder}.", "Print new recovery sheets: the old ones were opened."]
    output.say(lines, {"folder": str(made.folder), "fingerprint": made.fingerprint})
    return DONE


def introduction(options: Namespace, output: Output) -> int:
    """certapp ceremony introduce"""
    words, old, new = passphrase_source(options.passphrases), CountryCa(options.old), CountryCa(options.new)
    write_out(options.file, introduction_package(old, new, lambda _name: words("old ca"), int(time.time())))
    lines = [
        f"The introduction is in {options.file}. Send it to all who trust the old CA.",
        f"Old: {old.fingerprint}",
        f"New: {new.fingerprint}",
    ]
    output.say(lines, {"old": old.fingerprint, "new": new.fingerprint})
    return DONE


def _wishes(office: Office) -> tuple[Wanted, ...]:
    from certapp.service.ceremony import asked_of

    return tuple(Wanted(wish.kind, wish.subject) for request in asked_of(office) for wish in request.wishes)


def _place(options: Namespace) -> TokenPlace | None:
    if options.module is None:
        return None
    try:
        return TokenPlace(Path(options.module).resolve(), str(options.token), bytes.fromhex(options.key or ""))
    except ValueError:
        raise Refusal("TOKEN_KEY_NOT_THERE") from None


def _request_lines(request: Request) -> list[str]:
    lines = [f"Request of {request.authority}, office {request.office}, {request.country}, {day_of(request.made_at)}:"]
    lines += [
        f"  {wish.kind.name}  {wish.subject}  {wish.name}  {', '.join(sorted(wish.roles))}".rstrip()
        for wish in request.wishes
    ]
    return lines


def _request_json(request: Request, data: bytes) -> dict[str, object]:
    wishes = [
        {"kind": wish.kind.name, "subject": wish.subject, "name": wish.name, "roles": sorted(wish.roles)}
        for wish in request.wishes
    ]
    return {"office": request.office, "country": request.country, "wishes": wishes, "digits": fingerprint40(data)}


def _printed(file: Path, output: Output) -> int:
    output.say([f"Written: {file}"], {"file": str(file)})
    return DONE
