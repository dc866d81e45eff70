"""The command line: reading the words, doing the act, one exit status."""

import argparse
import logging
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

from certapp import __version__
from certapp.cli.casework_options import add_case_acts
from certapp.cli.ceremony_options import add_ceremony, add_joining, add_people
from certapp.cli.life_options import add_certificate_acts, add_endorsement
from certapp.cli.output import CANNOT_TELL, DONE, REFUSED, Output
from certapp.model import language
from certapp.model.errors import Refusal

_EPILOG = "exit status: 0 done or genuine; 1 refused, not genuine, revoked, expired; 2 cannot tell, or wrong usage"


def run(arguments: Sequence[str]) -> int:
    """Run one command; gives the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # names of all scripts, on any terminal
            stream.reconfigure(encoding="utf-8", errors="replace")
    options = _parser().parse_args(arguments)
    language.use(options.language)
    output = Output(options.json)
    logging.basicConfig(level=logging.CRITICAL)  # libraries' chatter is no answer
    _warn_of_network_share(options)
    try:
        return int(_command(options.command)(options, output))
    except Refusal as refusal:
        output.refuse(refusal)
        return CANNOT_TELL if refusal.code in {"DATE_WRONG", "FILE_NOT_THERE"} else REFUSED
    except EOFError:  # asked for a passphrase, and nobody answered
        output.refuse(Refusal("PASSPHRASE_NOT_GIVEN", name="?"))
        return CANNOT_TELL
    except BrokenPipeError:  # whoever read the answer has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        print("Cancelled.", file=sys.stderr)
        return CANNOT_TELL
    except Exception as fault:  # the program's own fault: said in one sentence, with the place and no contents
        output.refuse(Refusal("FAULT", kind=type(fault).__name__, place=_place_of(fault)))
        if os.environ.get("CERTAPP_TRACEBACK"):
            raise
        return CANNOT_TELL


def _place_of(fault: Exception) -> str:
    """File and line in this program where a fault rose."""
    frames = [frame for frame in traceback.extract_tb(fault.__traceback__) if "certapp" in frame.filename]
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"


def _warn_of_network_share(options: argparse.Namespace) -> None:
    folder = getattr(options, "office", None)
    if isinstance(folder, Path):
        from certapp.register.folder import network_share_warning

        if warning := network_share_warning(folder):
            print(warning, file=sys.stderr)


def _command(name: str) -> Callable[[argparse.Namespace, Output], int]:
    """The command's function; its room is entered only now, so that `certapp --help` is quick."""
    from importlib import import_module

    module, _, function = name.partition(":")
    found: Callable[[argparse.Namespace, Output], int] = getattr(import_module(f"certapp.cli.{module}"), function)
    return found


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="certapp", description="Export certificates for cultural objects.", epilog=_EPILOG
    )
    parser.add_argument("--version", action="version", version=f"certapp {__version__}")
    parser.add_argument(
        "--language",
        metavar="TAG",
        choices=language.offered(),
        default=os.environ.get("CERTAPP_LANGUAGE", language.DEFAULT),
        help=f"the language of sentences: {', '.join(language.offered())} (or CERTAPP_LANGUAGE)",
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    _office(_group(commands, "office", "make a new office, or take a restored one back into use"))
    _case(commands)
    _casework(_group(commands, "case", "a case between receipt and decision"))
    _certificate(_group(commands, "certificate", "a certificate after issue"))
    _receipt(_group(commands, "receipt", "what customs endorsed, and what of it is to be cleared up"))
    _verify(commands)
    _border(commands)
    bulletin = _group(commands, "bulletin", "status bulletins")
    _exported(_leaf(bulletin, "export", "exchange_commands:bulletin_export", "sign the next bulletin and write it"))
    package = _group(commands, "package", "authority packages")
    _exported(_leaf(package, "export", "exchange_commands:package_export", "write the authority package"))
    _trust(_group(commands, "trust", "the countries that a verifier trusts"))
    _page(_group(commands, "verifier-page", "the verifier as one HTML file"))
    _keeping(commands)
    kept = _leaf(commands, "archive", "exchange_commands:archive_command", "a copy of a certificate that lasts")
    kept.add_argument("file", type=Path, help="the certificate's PDF")
    kept.add_argument("--office", type=Path, required=True, metavar="DIR")
    kept.add_argument("--out", type=Path, required=True, metavar="FILE")
    kept.add_argument("--add", type=Path, nargs="+", metavar="FILE", help="certificates and lists of the time stamps")
    people = _group(commands, "people", "officials: enrol, retire, roles, keys, passphrases")
    add_people(lambda *words: _leaf(people, *words))
    ceremony = _group(commands, "ceremony", "key ceremonies: the country CA, its answers, renewal, what is printed")
    add_ceremony(lambda *words: _leaf(ceremony, *words))
    _token(_group(commands, "token", "hardware tokens (PKCS#11)"))
    lists = _group(commands, "lists", "lists of stolen objects that new objects are compared with")
    take_in = _leaf(lists, "import", "list_commands:lists_import", "take in a list (CSV in the order of Object ID)")
    take_in.add_argument("file", type=Path)
    take_in.add_argument("--source", required=True, metavar="NAME", help="the list's name")
    take_in.add_argument("--edition", required=True, metavar="DATE", help="the date of its edition (2026-10-31)")
    take_in.add_argument("--office", type=Path, required=True, metavar="DIR")
    shown = _leaf(lists, "show", "list_commands:lists_show", "the lists there are, and how old they are")
    shown.add_argument("--office", type=Path, required=True, metavar="DIR")
    forms = _group(commands, "forms", "the forms")
    _leaf(forms, "check", "form_commands:forms_check", "check all forms and profiles")
    schema = _leaf(commands, "schema", "form_commands:schema", "print the JSON Schema of application.json")
    schema.add_argument("--profile", default="", help="a national profile, such as xa")
    intake = _group(commands, "intake", "what applicants fill in outside the office")
    blank = _leaf(intake, "blank", "intake_commands:intake_blank", "write an empty .xcintake file to send out")
    blank.add_argument("file", type=Path)
    blank.add_argument("--profile", default="", help="a national profile, such as xa")
    handed = _leaf(intake, "schema", "form_commands:schema", "print the JSON Schema of application.json")
    handed.add_argument("--profile", default="", help="a national profile, such as xa")
    _papers(commands)
    tour = _leaf(commands, "tour", "tour:tour", "the main job, shown step by step in a training office")
    tour.add_argument("folder", nargs="?", type=Path, help="where to make it (default: a temporary folder)")
    return parser


_Commands = argparse._SubParsersAction  # the only name argparse has for it


def _group(
    commands: "_Commands[argparse.ArgumentParser]", name: str, help_text: str
) -> "_Commands[argparse.ArgumentParser]":
    return commands.add_parser(name, help=help_text, epilog=_EPILOG).add_subparsers(metavar="COMMAND", required=True)


def _leaf(
    commands: "_Commands[argparse.ArgumentParser]", name: str, function: str, help_text: str
) -> argparse.ArgumentParser:
    leaf = commands.add_parser(name, help=help_text, description=help_text, epilog=_EPILOG)
    leaf.add_argument("--json", action="store_true", help="answer in JSON")
    leaf.set_defaults(command=function)
    return leaf


def _acting(leaf: argparse.ArgumentParser) -> None:
    """Options of an act that somebody signs."""
    leaf.add_argument("--office", type=Path, required=True, metavar="DIR", help="the office's folder")
    _person(leaf)


def _person(leaf: argparse.ArgumentParser) -> None:
    leaf.add_argument("--user", required=True, metavar="ID", help="who acts")
    leaf.add_argument("--passphrases", type=Path, metavar="FILE", help="JSON file, mode 0600; without it you are asked")


def _exported(leaf: argparse.ArgumentParser) -> None:
    leaf.add_argument("file", type=Path)
    _acting(leaf)


def _office(office: "_Commands[argparse.ArgumentParser]") -> None:
    create = _leaf(office, "create", "office_commands:create", "make keys, roster and register of a new office")
    create.add_argument("folder", type=Path)
    create.add_argument("--country", required=True, help="ISO 3166-1 alpha-2")
    create.add_argument("--authority", required=True, metavar="NAME")
    create.add_argument(
        "--office", required=True, dest="office_code", metavar="CODE", help="two characters, such as 01"
    )
    create.add_argument(
        "--users", required=True, type=Path, metavar="FILE", help='JSON list of {"id", "name", "roles"}'
    )
    create.add_argument("--passphrases", type=Path, metavar="FILE", help="JSON file, mode 0600")
    create.add_argument("--ca-key-to", type=Path, metavar="DIR", help="keep the country CA's key elsewhere")
    demo = _leaf(office, "demo", "office_commands:demo", "make a training office with the examples")
    demo.add_argument("folder", type=Path)
    stamps = _leaf(
        office, "time-stamps", "office_commands:time_stamps", "have signatures stamped by an authority's server"
    )
    stamps.add_argument("folder", type=Path)
    stamps.add_argument("--url", help="where the authority answers (RFC 3161 over HTTP)")
    stamps.add_argument("--certificate", type=Path, metavar="FILE", help="the certificate it signs stamps with")
    stamps.add_argument("--none", action="store_true", help="no time stamps any more")
    _person(stamps)
    resume = _leaf(office, "resume", "office_commands:resume_office", "let a restored office issue again")
    resume.add_argument("folder", type=Path)
    resume.add_argument("--last-number", required=True, metavar="NUMBER", help="the highest number anybody has seen")
    _person(resume)
    add_joining(lambda *words: _leaf(office, *words))


def _case(commands: "_Commands[argparse.ArgumentParser]") -> None:
    apply = _leaf(commands, "apply", "case_commands:apply_command", "take in an application")
    apply.add_argument("file", type=Path, help="application.json, its folder, or a .xcintake file")
    _acting(apply)
    approve = _leaf(commands, "approve", "case_commands:approve_command", "approve an application")
    approve.add_argument("application")
    _acting(approve)
    issue = _leaf(commands, "issue", "case_commands:issue_command", "issue the certificate of an approved application")
    issue.add_argument("application")
    _acting(issue)
    issue.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the PDF goes")
    revoke = _leaf(commands, "revoke", "case_commands:revoke_command", "revoke a certificate, with a second person")
    revoke.add_argument("number")
    _acting(revoke)
    revoke.add_argument("--second", required=True, metavar="ID", help="the second person")
    revoke.add_argument("--reason", required=True, metavar="CODE")
    revoke.add_argument("--text", required=True, help="the reason in words")
    search = _leaf(commands, "search", "case_commands:search_command", "find certificates and applications")
    search.add_argument("text")
    search.add_argument("--office", type=Path, required=True, metavar="DIR")
    search.add_argument("--most", type=int, default=50, choices=range(1, 1001), metavar="N")
    show = _leaf(commands, "show", "case_commands:show_command", "show a certificate or an application")
    show.add_argument("number")
    show.add_argument("--office", type=Path, required=True, metavar="DIR")
    show.add_argument("--pdf", type=Path, metavar="FILE", help="write its PDF (a preview where none is issued)")


def _casework(case: "_Commands[argparse.ArgumentParser]") -> None:
    def acting(name: str, function: str, help_text: str) -> argparse.ArgumentParser:
        leaf = _leaf(case, name, f"casework_commands:{function}", help_text)
        leaf.add_argument("number", help="the application's number")
        _acting(leaf)
        return leaf

    show = _leaf(case, "show", "casework_commands:show_command", "show a case: its state, its clock, its history")
    show.add_argument("number", help="the application's number")
    show.add_argument("--office", type=Path, required=True, metavar="DIR")
    add_case_acts(acting)


def _certificate(certificate: "_Commands[argparse.ArgumentParser]") -> None:
    def acting(name: str, function: str, help_text: str) -> argparse.ArgumentParser:
        leaf = _leaf(certificate, name, f"life_commands:{function}", help_text)
        leaf.add_argument("number", help="the certificate's number")
        _acting(leaf)
        return leaf

    show = _leaf(certificate, "show", "life_commands:show_command", "show its life: state, objects, endorsements")
    show.add_argument("number", help="the certificate's number")
    show.add_argument("--office", type=Path, required=True, metavar="DIR")
    away = _leaf(certificate, "abroad", "life_commands:abroad_command", "what is abroad and must come back")
    away.add_argument("--office", type=Path, required=True, metavar="DIR")
    away.add_argument("--find", default="", metavar="TEXT", help="only those with these words")
    away.add_argument("--overdue", action="store_true", help="only those whose day is past")
    add_certificate_acts(acting)


def _receipt(receipt: "_Commands[argparse.ArgumentParser]") -> None:
    take_in = _leaf(receipt, "import", "receipt_commands:import_command", "take in receipts of customs")
    take_in.add_argument("files", nargs="+", type=Path, metavar="FILE")
    _acting(take_in)
    accept = _leaf(receipt, "accept-post", "receipt_commands:accept_post_command", "believe a post's key from now on")
    accept.add_argument("file", type=Path, help="the post's certificate, or a receipt that it signed")
    accept.add_argument("--digits", required=True, metavar="40DIGITS", help="as the post told them by another road")
    _acting(accept)
    tasks = _leaf(receipt, "tasks", "receipt_commands:tasks_command", "what is to be cleared up")
    tasks.add_argument("--office", type=Path, required=True, metavar="DIR")
    close = _leaf(receipt, "close", "receipt_commands:close_command", "close what was cleared up")
    close.add_argument("task", metavar="TASK", help="as `receipt tasks` lists it")
    close.add_argument("--note", required=True, help="what came out")
    _acting(close)
    posts = _leaf(receipt, "posts", "receipt_commands:posts_command", "which post had which bulletin last")
    posts.add_argument("--office", type=Path, required=True, metavar="DIR")


def _border(commands: "_Commands[argparse.ArgumentParser]") -> None:
    endorse = _leaf(commands, "endorse", "endorse_command:endorse_command", "endorse a certificate at a border post")
    endorse.add_argument("file", type=Path, help="its PDF, picture or text")
    add_endorsement(endorse, every=False)
    endorse.add_argument("--photo", action="append", type=Path, metavar="FILE")
    endorse.add_argument("--passphrases", type=Path, metavar="FILE", help="JSON file with the passphrase of `post`")
    outbox = _group(commands, "outbox", "the receipts of a border post")
    listing = _leaf(outbox, "list", "endorse_command:outbox_list_command", "what waits to be sent")
    copy = _leaf(outbox, "copy", "endorse_command:outbox_copy_command", "copy what waits to a stick")
    copy.add_argument("folder", type=Path)
    page = _leaf(outbox, "page", "endorse_command:outbox_page_command", "a receipt on paper, with its code")
    page.add_argument("receipt", type=Path, help="the receipt's file")
    page.add_argument("file", type=Path, help="the PDF to write")
    page.add_argument("--in", dest="sheet_language", default="en", metavar="TAG", help="the language of the page")
    post = _group(commands, "post", "a border post")
    key = _leaf(post, "key", "endorse_command:post_key_command", "make the post's key, and tell its 40 digits")
    key.add_argument("--name", required=True, help="the post's name, as on its receipts")
    key.add_argument("--country", required=True, help="ISO 3166-1 alpha-2")
    key.add_argument("--passphrases", type=Path, metavar="FILE", help="JSON file with the passphrase of `post`")
    for leaf in (endorse, listing, copy, page, key):
        leaf.add_argument("--trust", type=Path, metavar="DIR", help="the verifier's own folder")


def _papers(commands: "_Commands[argparse.ArgumentParser]") -> None:
    paper = _group(commands, "paper", "papers around a certificate, as PDF")

    def leaf(name: str, function: str, help_text: str) -> argparse.ArgumentParser:
        made = _leaf(paper, name, f"paper_commands:{function}", help_text)
        made.add_argument("file", type=Path, help="the PDF to write")
        made.add_argument("--language", default="en", metavar="TAG", help="en (default), fr, es, ar, ru, zh")
        return made

    border = leaf("leaflet", "leaflet_command", "what the border will ask, to hand out with a certificate")
    border.add_argument("--office", type=Path, required=True, metavar="DIR")
    leaf("test-sheet", "test_sheet_command", "codes of three sizes to try printers and scanners with")
    notice = leaf("notice", "notice_command", "notice of a revocation, to publish or send out")
    notice.add_argument("--number", required=True, help="the certificate's number")
    notice.add_argument("--office", type=Path, required=True, metavar="DIR")
    tags = leaf("tags", "tags_command", "labels with a signed code for the objects of a certificate")
    tags.add_argument("--number", required=True, help="the certificate's number")
    tags.add_argument("--objects", metavar="LIST", default="", help="such as 1,3-5; all without it")
    tags.add_argument("--label", default="90x50", metavar="SIZE", help="62x29, 90x50, sheet-63x30, sheet-90x50")
    tags.add_argument("--used", type=int, default=0, metavar="N", help="labels of the sheet that are used up already")
    _acting(tags)
    copy = leaf("copy", "copy_command", "certified copy of an issued certificate, the kept file attached")
    copy.add_argument("--number", required=True, help="the certificate's number")
    _acting(copy)


def _verify(commands: "_Commands[argparse.ArgumentParser]") -> None:
    verify = _leaf(commands, "verify", "verify_command:verify_command", "verify PDF, picture or text files, offline")
    verify.add_argument("files", nargs="+", metavar="FILE", help="files or folders, - for standard input")
    believed = verify.add_mutually_exclusive_group()
    believed.add_argument("--trust", type=Path, metavar="DIR", help="the verifier's own folder")
    believed.add_argument("--office", type=Path, metavar="DIR", help="verify with what an office knows")
    verify.add_argument(
        "--pictures", type=Path, metavar="DIR", help="save signed pictures of objects there, to compare"
    )
    verify.add_argument("--at", metavar="DATE", help="as of this day (2027-01-31) instead of now")


def _trust(trust: "_Commands[argparse.ArgumentParser]") -> None:
    take_in = _leaf(trust, "import", "exchange_commands:trust_import", "take in packages, bulletins, country CAs")
    take_in.add_argument("files", nargs="+", type=Path, metavar="FILE")
    take_in.add_argument("--trust", type=Path, metavar="DIR")
    take_in.add_argument(
        "--accept-fingerprint", metavar="40DIGITS", help="the digits as the authority told them by another road"
    )
    take_in.add_argument(
        "--compared-by", nargs=2, metavar=("NAME", "NAME"), help="the two people who compared the 40 digits"
    )
    listing = _leaf(
        trust, "list", "exchange_commands:trust_list", "which countries are trusted, how old their lists are"
    )
    listing.add_argument("--trust", type=Path, metavar="DIR")


def _page(page: "_Commands[argparse.ArgumentParser]") -> None:
    export = _leaf(page, "export", "page_commands:page_export", "write the page, with lists of countries inside")
    export.add_argument("file", type=Path, help="the HTML file to write")
    believed = export.add_mutually_exclusive_group()
    believed.add_argument("--trust", type=Path, metavar="DIR", help="the verifier's own folder")
    believed.add_argument("--office", type=Path, metavar="DIR", help="what an office knows")
    export.add_argument("--countries", metavar="XA,XB", help="of these countries only")


def _token(token: "_Commands[argparse.ArgumentParser]") -> None:
    def on_token(name: str, function: str, help_text: str) -> argparse.ArgumentParser:
        leaf = _leaf(token, name, f"token_commands:{function}", help_text)
        leaf.add_argument("--module", type=Path, required=True, metavar="FILE", help="the library of the token's maker")
        leaf.add_argument("--token", required=True, metavar="SERIAL", help="the token's serial number")
        leaf.add_argument("--key", required=True, metavar="HEX", help="the id of the key on it")
        return leaf

    shown = _leaf(token, "list", "token_commands:token_list", "the tokens there are, and the keys on them")
    shown.add_argument("--module", type=Path, metavar="FILE", help="the library of the token's maker")
    test = on_token("test", "token_test", "log in, sign something and verify it")
    test.add_argument("--passphrases", type=Path, metavar="FILE", help="JSON file, mode 0600; without it you are asked")
    enrol = on_token("enrol", "token_enrol", "make a key on a token the office's document signer")
    _acting(enrol)
    enrol.add_argument("--ca-keys", type=Path, metavar="DIR", help="where the country CA's key is, if elsewhere")


def _keeping(commands: "_Commands[argparse.ArgumentParser]") -> None:
    journal = _group(commands, "journal", "the journal of all acts")
    check = _leaf(journal, "verify", "office_commands:verify_journal_command", "check chain, signatures and register")
    check.add_argument("--office", type=Path, required=True, metavar="DIR")
    backup = _leaf(commands, "backup", "office_commands:backup_command", "copy the office, checked after writing")
    backup.add_argument("folder", type=Path)
    backup.add_argument("--office", type=Path, required=True, metavar="DIR")
    restore = _leaf(commands, "restore", "office_commands:restore_command", "make an office from a backup")
    restore.add_argument("backup", type=Path)
    restore.add_argument("folder", type=Path)
