"""The command line of the whole program: every command and its words."""

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from certapp.cli.border_options import add_border, add_verifier_page
from certapp.cli.casework_options import add_case_acts
from certapp.cli.ceremony_options import add_ceremony, add_joining, add_people
from certapp.cli.exchange_options import add_between, add_contact, add_lists, add_mass_revocation, add_office, add_trust
from certapp.cli.grammar import Commands, add_verify, program
from certapp.cli.grammar import group as _group
from certapp.cli.grammar import leaf as _leaf
from certapp.cli.journal_options import add_backups, add_journal, add_unsealing
from certapp.cli.legacy_options import add_ask, add_legacy
from certapp.cli.life_options import add_certificate_acts
from certapp.cli.running import OpenPost, answer
from certapp.cli.update_options import add_update

REPORT_TABLES = (
    "summary", "months", "years", "refusals", "appeals", "values", "categories", "destinations", "offices", "officials",
    "certificates",
)  # fmt: skip


def run(arguments: Sequence[str], open_post: OpenPost | None = None) -> int:
    """Run one command; gives the exit status. `open_post`: what `certapp verify` without files opens, if anything."""
    return answer(_parser(), arguments, open_post, _warn_of_network_share)


def _warn_of_network_share(options: argparse.Namespace) -> None:
    folder = getattr(options, "office", None)
    if isinstance(folder, Path):
        from certapp.register.folder import network_share_warning

        if warning := network_share_warning(folder):
            print(warning, file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = program("Export certificates for cultural objects.")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    _office(_group(commands, "office", "make a new office, or take a restored one back into use"))
    _case(commands)
    _contingency(_group(commands, "contingency", "blank forms for an outage"))
    _casework(_group(commands, "case", "a case between receipt and decision"))
    _certificate(_group(commands, "certificate", "a certificate after issue"))
    _receipt(_group(commands, "receipt", "what customs endorsed, and what of it is to be cleared up"))
    add_verify(commands).add_argument("--office", type=Path, metavar="DIR", help="verify with what an office knows")
    legacy = _group(commands, "legacy", "certificates that were on paper before this program")
    add_legacy(lambda name, function, words: _leaf(legacy, name, function, words), _acting)
    add_ask(_leaf(commands, "ask", "legacy_commands:ask_command", "did this office issue a number?"))
    add_border(commands)
    bulletin = _group(commands, "bulletin", "status bulletins")
    _exported(_leaf(bulletin, "export", "exchange_commands:bulletin_export", "sign the next bulletin and write it"))
    between = _group(commands, "exchange", "files between the offices of one authority")
    add_between(lambda *words: _leaf(between, *words), _acting)
    package = _group(commands, "package", "authority packages")
    _exported(_leaf(package, "export", "exchange_commands:package_export", "write the authority package"))
    trust = _group(commands, "trust", "the countries that a verifier trusts")
    add_trust(lambda name, function, words: _leaf(trust, name, function, words))
    listed = _group(commands, "trust-list", "lists of authorities, for a headquarters that keeps one")
    add_lists(lambda name, function, words: _leaf(listed, name, function, words))
    groups = {"bulletin": bulletin, "package": package}
    groups["digest"] = _group(commands, "digest", "which numbers the office has given out")
    groups["signer"] = _group(commands, "signer", "the keys that sign")
    add_office(lambda group, name, function, words: _leaf(groups[group], name, function, words), _acting)
    add_verifier_page(commands).add_argument("--office", type=Path, metavar="DIR", help="what an office knows")
    _keeping(commands)
    kept = _leaf(commands, "archive", "exchange_commands:archive_command", "a copy of a certificate that lasts")
    kept.add_argument("file", type=Path, help="the certificate's PDF")
    kept.add_argument("--office", type=Path, required=True, metavar="DIR")
    kept.add_argument("--out", type=Path, required=True, metavar="FILE")
    kept.add_argument("--add", type=Path, nargs="+", metavar="FILE", help="certificates and lists of the time stamps")
    noted = _leaf(commands, "archived", "exchange_commands:archived_command", "note copies that were made before")
    noted.add_argument("folder", type=Path, help="where they are; folders in it too")
    noted.add_argument("--office", type=Path, required=True, metavar="DIR")
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
    _case_file(
        _leaf(commands, "case-file", "case_file_command:case_file_command", "all about a certificate, for a court")
    )
    _report(_group(commands, "report", "what a year or a period came to, in numbers"))
    tour = _leaf(commands, "tour", "tour:tour", "the main job, shown step by step in a training office")
    tour.add_argument("folder", nargs="?", type=Path, help="where to make it (default: a temporary folder)")
    return parser


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


def _office(office: "Commands[argparse.ArgumentParser]") -> None:
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
    kit = _leaf(office, "samples", "office_commands:samples", "sheets, lists and a post to train the border with")
    kit.add_argument("folder", type=Path, help="a new or empty folder")
    kit.add_argument("--in", dest="paper_language", default="en", metavar="TAG", help="the language of the answers")
    stamps = _leaf(
        office, "time-stamps", "office_commands:time_stamps", "have signatures stamped by an authority's server"
    )
    stamps.add_argument("folder", type=Path)
    stamps.add_argument("--url", help="where the authority answers (RFC 3161 over HTTP)")
    stamps.add_argument("--certificate", type=Path, metavar="FILE", help="the certificate it signs stamps with")
    stamps.add_argument("--none", action="store_true", help="no time stamps any more")
    _person(stamps)
    contact = _leaf(
        office, "contact", "office_commands:contact", "whom the border may ask, in every bulletin from now on"
    )
    add_contact(contact)
    _person(contact)
    resume = _leaf(office, "resume", "office_commands:resume_office", "let a restored office issue again")
    resume.add_argument("folder", type=Path)
    resume.add_argument("--last-number", required=True, metavar="NUMBER", help="the highest number anybody has seen")
    _person(resume)
    clock = _leaf(
        office, "confirm-clock", "office_commands:confirm_clock_command", "say that a clock far ahead is right"
    )
    clock.add_argument("folder", type=Path)
    clock.add_argument("--today", required=True, metavar="DATE", help="which day it is, as known from elsewhere")
    _person(clock)
    add_joining(lambda *words: _leaf(office, *words))


def _case(commands: "Commands[argparse.ArgumentParser]") -> None:
    apply = _leaf(commands, "apply", "case_commands:apply_command", "take in an application")
    apply.add_argument("file", type=Path, help="application.json, its folder, or a .xcintake file")
    _acting(apply)
    approve = _leaf(commands, "approve", "batch_commands:approve_command", "approve an application, or several")
    approve.add_argument("applications", nargs="+", metavar="application")
    _acting(approve)
    words = "issue the certificates of approved applications"
    issue = _leaf(commands, "issue", "batch_commands:issue_command", words)
    issue.add_argument("applications", nargs="*", metavar="application")
    _acting(issue)
    issue.add_argument("--all-approved", action="store_true", help="of every approved application, the oldest first")
    issue.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the PDF goes")
    issue.add_argument("--contingency", metavar="NUMBER", help="the number of the blank form made out by hand")
    issue.add_argument("--on", metavar="DATE", help="the day on that form (2026-11-23)")
    revoke = _leaf(commands, "revoke", "case_commands:revoke_command", "revoke a certificate, with a second person")
    revoke.add_argument("number")
    _acting(revoke)
    revoke.add_argument("--second", required=True, metavar="ID", help="the second person")
    revoke.add_argument("--reason", required=True, metavar="CODE")
    revoke.add_argument("--text", required=True, help="the reason in words")
    many = _leaf(commands, "revoke-many", "publish_commands:revoke_many_command", "revoke a list, signed by two people")
    _acting(many)
    add_mass_revocation(many)
    search = _leaf(commands, "search", "case_commands:search_command", "find certificates and applications")
    search.add_argument("text")
    search.add_argument("--office", type=Path, required=True, metavar="DIR")
    search.add_argument("--most", type=int, default=50, choices=range(1, 1001), metavar="N")
    words = "find certificates and applications of an object that somebody describes"
    find = _leaf(commands, "find", "described_command:find_command", words)
    find.add_argument("--words", default="", help="of its title, in any language and order")
    find.add_argument("--measures", default="", help="as people write them: '34 x 45 cm', 'H 34 cm; 2.5 kg'")
    find.add_argument("--photograph", type=Path, metavar="FILE", help="of it")
    find.add_argument("--office", type=Path, required=True, metavar="DIR")
    show = _leaf(commands, "show", "case_commands:show_command", "show a certificate or an application")
    show.add_argument("number")
    show.add_argument("--office", type=Path, required=True, metavar="DIR")
    show.add_argument("--pdf", type=Path, metavar="FILE", help="write its PDF (a preview where none is issued)")


def _contingency(forms: "Commands[argparse.ArgumentParser]") -> None:
    def leaf(name: str, function: str, help_text: str) -> argparse.ArgumentParser:
        return _leaf(forms, name, f"contingency_commands:{function}", help_text)

    reserve = leaf("reserve", "reserve_command", "reserve numbers and write a blank form for each")
    reserve.add_argument("count", type=int, help="how many")
    reserve.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the forms go")
    reserve.add_argument("--language", default="en", metavar="TAG", help="en (default), fr, es, ar, ru, zh")
    _acting(reserve)
    shown = leaf("show", "show_command", "numbers on blank forms that are neither keyed in nor void")
    shown.add_argument("--office", type=Path, required=True, metavar="DIR")
    void = leaf("void", "void_command", "make the numbers of unused forms void")
    void.add_argument("numbers", nargs="+", metavar="NUMBER")
    void.add_argument("--text", required=True, help="why, in words")
    _acting(void)


def _casework(case: "Commands[argparse.ArgumentParser]") -> None:
    def acting(name: str, function: str, help_text: str) -> argparse.ArgumentParser:
        leaf = _leaf(case, name, f"casework_commands:{function}", help_text)
        leaf.add_argument("number", help="the application's number")
        _acting(leaf)
        return leaf

    show = _leaf(case, "show", "casework_commands:show_command", "show a case: its state, its clock, its history")
    show.add_argument("number", help="the application's number")
    show.add_argument("--office", type=Path, required=True, metavar="DIR")
    add_case_acts(acting)


def _certificate(certificate: "Commands[argparse.ArgumentParser]") -> None:
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


def _receipt(receipt: "Commands[argparse.ArgumentParser]") -> None:
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


def _papers(commands: "Commands[argparse.ArgumentParser]") -> None:
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
    printed = _leaf(
        paper, "bulletin", "publish_commands:paper_bulletin_command", "the newest bulletin as codes on a page"
    )
    printed.add_argument("file", type=Path, help="the PDF to write")
    printed.add_argument("--language", default="en", metavar="TAG", help="en (default), fr, es, ar, ru, zh")
    printed.add_argument("--since", type=int, metavar="N", help="the bulletin that the post has")
    printed.add_argument("--office", type=Path, required=True, metavar="DIR")
    tags = leaf("tags", "tags_command", "labels with a signed code for the objects of a certificate")
    tags.add_argument("--number", required=True, help="the certificate's number")
    tags.add_argument("--objects", metavar="LIST", default="", help="such as 1,3-5; all without it")
    tags.add_argument("--label", default="90x50", metavar="SIZE", help="62x29, 90x50, sheet-63x30, sheet-90x50")
    tags.add_argument("--used", type=int, default=0, metavar="N", help="labels of the sheet that are used up already")
    _acting(tags)
    copy = leaf("copy", "copy_command", "certified copy of an issued certificate, the kept file attached")
    copy.add_argument("--number", required=True, help="the certificate's number")
    _acting(copy)


def _case_file(case: argparse.ArgumentParser) -> None:
    case.add_argument("number", help="the certificate's number")
    case.add_argument("--for", dest="asked_by", required=True, metavar="WHOM", help="the court or authority that asked")
    case.add_argument("--out", type=Path, required=True, metavar="FILE", help="the ZIP to write")
    case.add_argument("--in", dest="paper_language", default="en", metavar="TAG", help="the language of its cover")
    _acting(case)


def _report(report: "Commands[argparse.ArgumentParser]") -> None:
    year = _leaf(report, "year", "report_commands:report_command", "the report of a calendar year")
    year.add_argument("year", type=int)
    period = _leaf(report, "period", "report_commands:report_command", "the report from a first to a last day")
    period.set_defaults(year=None)
    for name in ("first", "last"):
        period.add_argument(name, type=date.fromisoformat, metavar=name.upper(), help="a day, such as 2026-03-31")
    for leaf in (year, period):
        leaf.add_argument("--office", type=Path, required=True, metavar="DIR")
        leaf.add_argument("--internal", action="store_true", help="with the officials, by login name; not to publish")
        leaf.add_argument("--in", dest="paper_language", default="", metavar="TAG", help="the language of the report")
        leaf.add_argument("--out", type=Path, metavar="FILE", help="write it: .pdf, .csv or .xlsx")
        leaf.add_argument(
            "--table", default="", choices=REPORT_TABLES, help="this table alone (.csv or .xlsx); certificates: each"
        )


def _token(token: "Commands[argparse.ArgumentParser]") -> None:
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
    enrol.add_argument("--wait", action="store_true", help="certified now, used once the border knows it")
    _acting(enrol)
    enrol.add_argument("--ca-keys", type=Path, metavar="DIR", help="where the country CA's key is, if elsewhere")


def _keeping(commands: "Commands[argparse.ArgumentParser]") -> None:
    journal = _group(commands, "journal", "the journal of all acts")
    add_journal(lambda name, function, words: _leaf(journal, name, function, words), _acting)
    backup = _leaf(commands, "backup", "backup_commands:backup_command", "copy the office, checked after writing")
    backup.add_argument("folder", type=Path)
    backup.add_argument("--office", type=Path, required=True, metavar="DIR")
    kept = _group(commands, "backups", "encrypted and dated backups, and restore drills")
    add_backups(lambda name, function, words: _leaf(kept, name, function, words), _acting)
    restore = _leaf(commands, "restore", "backup_commands:restore_command", "make an office from a backup")
    restore.add_argument("backup", type=Path)
    restore.add_argument("folder", type=Path)
    add_unsealing(restore)
    update = _group(commands, "update", "another version of an installed program, and back")
    add_update(lambda name, function, words: _leaf(update, name, function, words))
