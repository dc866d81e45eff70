"""The words of what is carried: packages, bulletins, digests, trust lists, and a stolen key."""

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Protocol

Leaf = Callable[[str, str, str], argparse.ArgumentParser]
"""Makes a command of a name, its function and its help."""


class Acting(Protocol):
    """Adds the options of an act that somebody signs."""

    def __call__(self, leaf: argparse.ArgumentParser) -> None:
        """To this command."""


def add_trust(leaf: Leaf) -> None:
    """certapp trust: a verifier's folder."""
    take_in = leaf("import", "trust_commands:trust_import", "take in packages, lists, country CAs, printed bulletins")
    take_in.add_argument("files", nargs="+", type=Path, metavar="FILE")
    _folder(take_in)
    take_in.add_argument(
        "--accept-fingerprint", metavar="40DIGITS", help="the digits as the authority told them by another road"
    )
    take_in.add_argument(
        "--compared-by", nargs=2, metavar=("NAME", "NAME"), help="the two people who compared the 40 digits"
    )
    _folder(leaf("list", "trust_commands:trust_list", "which countries are trusted, how old their lists are"))
    look = leaf("look", "trust_commands:trust_look", "take in what is signed under believed authorities from folders")
    look.add_argument("folders", nargs="+", type=Path, metavar="DIR")
    _folder(look)
    ask = leaf("ask", "trust_commands:trust_ask", "did the country give out a number? old papers too")
    ask.add_argument("number", help="as it is printed on the paper")
    ask.add_argument("--country", default="", metavar="CODE", help="of an older number, which does not name it")
    ask.add_argument("--on", type=date.fromisoformat, metavar="DATE", help="the day of issue on the paper")
    _folder(ask)
    policy = leaf(
        "policy", "trust_commands:trust_policy", "after how many days an old bulletin is told in stronger words"
    )
    policy.add_argument("--country", required=True, metavar="CODE")
    policy.add_argument("--grace-days", required=True, type=int, metavar="N")
    _folder(policy)
    confirm = leaf("confirm-time", "trust_commands:trust_confirm_time", "believe a list's date far ahead: you looked")
    _folder(confirm)


def add_lists(leaf: Leaf) -> None:
    """certapp trust-list: for a headquarters that keeps one."""
    keeper = leaf("keeper", "trust_list_commands:keeper_command", "make the key and certificate of a list's keeper")
    keeper.add_argument("folder", type=Path, help="where the key is kept")
    keeper.add_argument("--name", required=True, metavar="NAME", help="who keeps the list")
    _passphrases(keeper)
    make = leaf("make", "trust_list_commands:list_command", "sign the next trust list")
    make.add_argument("file", type=Path, help="the .xctrust file to write")
    make.add_argument("--keeper", required=True, type=Path, metavar="DIR", help="where the keeper's key is")
    make.add_argument("--source", required=True, type=Path, metavar="FILE", help="JSON: authorities and grace days")
    _passphrases(make)


def add_office(leaf: Callable[..., argparse.ArgumentParser], acting: Acting) -> None:
    """What an office sends out. `leaf` takes the group's name first."""
    digest = leaf("digest", "export", "publish_commands:digest_command", "sign the register digest and write it")
    digest.add_argument("file", type=Path)
    acting(digest)
    publish = leaf(
        "bulletin", "publish", "publish_commands:publish_command", "bulletin, package, digest and notice at once"
    )
    publish.add_argument("folder", type=Path, help="where to: a folder or a stick")
    publish.add_argument("--in", dest="paper_language", default="en", metavar="TAG", help="the notice's language")
    acting(publish)
    stolen = leaf("signer", "revoke", "publish_commands:signer_command", "a signing key was stolen: all steps")
    acting(stolen)
    stolen.add_argument("--second", required=True, metavar="ID", help="the second supervisor")
    stolen.add_argument("--status", action="store_true", help="it is the status signer's key")
    stolen.add_argument("--kid", metavar="HEX", help="an earlier signer; without it the one in use")
    stolen.add_argument(
        "--policy", choices=("only-listed", "nothing"), default="only-listed", help="what is still believed of it"
    )
    stolen.add_argument("--ca-keys", type=Path, metavar="DIR", help="where the country CA's key is, if elsewhere")
    stolen.add_argument("--ask", type=Path, metavar="FILE", help="the CA is far away: write the request for it here")
    stolen.add_argument("--out", type=Path, metavar="DIR", help="where bulletin, package, digest and notice go")


def add_contact(leaf: argparse.ArgumentParser) -> None:
    """certapp office contact."""
    leaf.add_argument("folder", type=Path)
    leaf.add_argument("--name", default="", help="the desk or person")
    leaf.add_argument("--telephone", default="", metavar="NUMBER", help="with the country's code")
    leaf.add_argument("--email", default="", metavar="ADDRESS")
    leaf.add_argument("--hours", default="", metavar="TEXT", help="when it answers, and in which languages")
    leaf.add_argument("--none", action="store_true", help="tell nothing any more")


def add_between(leaf: Leaf, acting: Acting) -> None:
    """certapp exchange: between the offices of one authority."""
    export = leaf(
        "export", "between_commands:export_command", "tell the other offices what this one gave out and withdrew"
    )
    export.add_argument("file", type=Path, help="the .xcexchange file to write, or a folder such as a stick")
    acting(export)
    take_in = leaf("import", "between_commands:import_command", "take in what other offices tell")
    take_in.add_argument("files", nargs="+", type=Path, metavar="FILE")
    acting(take_in)
    take_in.add_argument("--settle", metavar="ID", help="this file is the right one of two: the second supervisor")
    show = leaf("show", "between_commands:show_command", "which offices told what, and how long ago")
    show.add_argument("--office", type=Path, required=True, metavar="DIR", help="the office's folder")


def add_mass_revocation(leaf: argparse.ArgumentParser) -> None:
    """certapp revoke-many."""
    chosen = leaf.add_mutually_exclusive_group(required=True)
    chosen.add_argument("--list", type=Path, metavar="FILE", help="one number in each line")
    chosen.add_argument(
        "--issued", nargs=2, type=date.fromisoformat, metavar=("FROM", "TO"), help="all issued on these days"
    )
    leaf.add_argument("--second", required=True, metavar="ID", help="the second person, who decides or supervises")
    leaf.add_argument("--reason", required=True, metavar="CODE")
    leaf.add_argument("--text", required=True, help="the reason in words")
    leaf.add_argument("--dry-run", action="store_true", help="say what would be revoked, and do nothing")


def _folder(leaf: argparse.ArgumentParser) -> None:
    leaf.add_argument("--trust", type=Path, metavar="DIR")


def _passphrases(leaf: argparse.ArgumentParser) -> None:
    leaf.add_argument("--passphrases", type=Path, metavar="FILE", help="JSON file, mode 0600; without it you are asked")
