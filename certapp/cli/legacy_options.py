"""The words of `certapp legacy` and `certapp ask`: old paper certificates."""

import argparse
from pathlib import Path

from certapp.cli.exchange_options import Acting, Leaf


def add_legacy(leaf: Leaf, acting: Acting) -> None:
    """certapp legacy"""
    add = leaf("add", "legacy_commands:add_command", "write an old paper certificate down, with its scans")
    add.add_argument("number", help="as it is printed on the paper")
    _paper(add)
    add.add_argument("--again", action="store_true", help="another paper with a number that is there already")
    acting(add)
    take_in = leaf("import", "legacy_commands:import_command", "a list of old papers (CSV, XLSX), all or nothing")
    take_in.add_argument("file", type=Path)
    take_in.add_argument("--scans", type=Path, metavar="DIR", help="where the scans lie (else beside the list)")
    take_in.add_argument(
        "--column", action="append", default=[], metavar="NAME=TARGET", help="where a column goes, if not as guessed"
    )
    take_in.add_argument(
        "--same", action="append", default=[], metavar="TARGET=WORDS", help="what is the same for every paper"
    )
    take_in.add_argument("--dry-run", action="store_true", help="say what would come in, and keep nothing")
    acting(take_in)
    amend = leaf("amend", "legacy_commands:amend_command", "another version of an entry; what is not named stays")
    amend.add_argument("number", help="the entry's number (L-2026-01-000001)")
    amend.add_argument("--text", required=True, help="why")
    amend.add_argument("--number-on-paper", metavar="NUMBER", help="as it is printed on the paper")
    _paper(amend)
    amend.add_argument("--without", action="append", default=[], metavar="SHA256", help="a scan that is not of it")
    acting(amend)
    confirm = leaf("confirm", "legacy_commands:confirm_command", "confirm entries that another person typed")
    chosen = confirm.add_mutually_exclusive_group(required=True)
    chosen.add_argument("--number", action="append", metavar="NUMBER", help="an entry that was held against its scan")
    chosen.add_argument("--all-of", metavar="ID", help="every entry that this person typed and nobody confirmed")
    acting(confirm)
    void = leaf("void", "legacy_commands:void_command", "make an entry void")
    void.add_argument("number", help="the entry's number")
    void.add_argument("--text", required=True, help="why")
    acting(void)
    cover = leaf("cover", "legacy_commands:cover_command", "state which old papers the register has, two people")
    cover.add_argument("--from", dest="first", required=True, type=int, metavar="YEAR")
    cover.add_argument("--to", dest="last", required=True, type=int, metavar="YEAR")
    cover.add_argument("--complete", action="store_true", help="every paper of these years is in it")
    cover.add_argument("--none-before", action="store_true", help="and none was issued before")
    cover.add_argument("--all-offices", action="store_true", help="of every office of the authority")
    cover.add_argument("--text", required=True, help="how that is known")
    cover.add_argument("--second", required=True, metavar="ID", help="the second person")
    acting(cover)
    show = leaf("show", "legacy_commands:show_command", "show an entry")
    show.add_argument("number", help="the entry's number")
    show.add_argument("--scans-to", type=Path, metavar="DIR", help="write its scans there")
    waiting = leaf("waiting", "legacy_commands:waiting_command", "entries that nobody confirmed, and what is covered")
    for each in (show, waiting):
        each.add_argument("--office", type=Path, required=True, metavar="DIR")


def add_ask(ask: argparse.ArgumentParser) -> None:
    """certapp ask"""
    ask.add_argument("number", help="as it is printed on the paper")
    ask.add_argument("--office", type=Path, required=True, metavar="DIR")
    ask.add_argument("--on", default="", metavar="DATE", help="the year, month or day on the paper")
    ask.add_argument("--asked-by", metavar="WHO", help="write the answer down, and who asked; needs --user")
    ask.add_argument("--user", metavar="ID", help="who answers")
    ask.add_argument("--passphrases", type=Path, metavar="FILE", help="JSON file, mode 0600; without it you are asked")


def _paper(leaf: argparse.ArgumentParser) -> None:
    for name, words in (
        ("--on", "the year, month or day of issue"),
        ("--by", "the office that issued it"),
        ("--holder", "to whom"),
        ("--consignee", "for whom"),
        ("--remarks", "what else is to be said"),
    ):
        leaf.add_argument(name, metavar="WORDS", help=words)
    leaf.add_argument(
        "--object", action="append", nargs="+", metavar="WORDS", help="an object: its title, then type, then quantity"
    )
    leaf.add_argument("--scan", action="append", type=Path, default=[], metavar="FILE", help="PDF, JPEG, PNG or TIFF")
