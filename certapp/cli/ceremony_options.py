"""The words of `certapp people` and `certapp ceremony`: their commands and what each is told."""

import argparse
from collections.abc import Callable
from pathlib import Path

Leaf = Callable[[str, str, str], argparse.ArgumentParser]
"""Makes a command of a name, its function and its help."""

SCRIPTS = ("FOUNDING", "RENEWAL", "ROLL_OVER", "STOLEN_LAPTOP", "LOST_TOKEN")
"""As `certapp.service.ceremony_papers` knows them."""


def add_people(leaf: Leaf) -> None:
    """Officials: each act is asked of the country CA, at hand or by a file on a stick."""

    def act(name: str, help_text: str, *, whom: bool = True) -> argparse.ArgumentParser:
        made = leaf(name, f"people_commands:{name.replace('-', '_')}", help_text)
        _acting(made)
        if whom:
            made.add_argument("id", help="the official's id")
            _asking(made)
        return made

    listed = leaf("list", "people_commands:list_people", "the officials, their roles, when their certificates end")
    listed.add_argument("--office", type=Path, required=True, metavar="DIR")
    enrol = act("enrol", "a new official, with a key of their own")
    enrol.add_argument("--name", required=True, help="as it is printed")
    _roles(enrol)
    _roles(act("roles", "give an official other roles"))
    act("retire", "take an official off the roster; what they signed stays known")
    act("new-key", "a new key for an official: passphrase forgotten, laptop stolen, certificate at its end")
    act("passphrase", "change your own passphrase", whom=False)


def add_ceremony(leaf: Leaf) -> None:
    """Ceremonies: the CA's machine, renewal, papers."""
    ca = leaf("ca", "ceremony_commands:create_ca", "make a country CA in a new folder, on a machine without network")
    ca.add_argument("folder", type=Path)
    ca.add_argument("--country", required=True, help="ISO 3166-1 alpha-2")
    ca.add_argument("--authority", required=True, metavar="NAME")
    ca.add_argument("--training", action="store_true", help="TEST keys: what they sign is no certificate")
    _secrets(ca)
    show = leaf("show", "ceremony_commands:show", "what a request asks for, and its digits")
    show.add_argument("file", type=Path)
    answer = leaf("answer", "ceremony_commands:answer", "sign what a request asks for, two people present")
    answer.add_argument("file", type=Path)
    _ca(answer)
    answer.add_argument("--digits", required=True, help="the request's 40 digits, as the office's machine showed them")
    answer.add_argument("--present", action="append", required=True, metavar="NAME", help="who is there; give two")
    answer.add_argument("--out", type=Path, required=True, metavar="FILE", help="the answer (*.xcanswer)")
    take = leaf("take-in", "ceremony_commands:take_in_answer", "take in the answer of the country CA")
    take.add_argument("file", type=Path)
    _acting(take)
    renew = leaf("renew", "ceremony_commands:renew", "ask for a new signer, or a fresh revocation list")
    renew.add_argument("what", choices=("document-signer", "status-signer", "list"))
    _acting(renew)
    _asking(renew)
    renew.add_argument(
        "--revoke-present",
        action="store_true",
        help="put the present signer on the revocation list: all its papers fall (after a theft: signer revoke)",
    )
    for name, text in (("module", "the library of the token's maker"), ("token", "its serial number")):
        renew.add_argument(f"--{name}", metavar="NAME", help=f"the key is on a token: {text}")
    renew.add_argument("--key", metavar="HEX", help="the id of the key on the token")
    use = leaf("use-signer", "ceremony_commands:use_signer", "the new document signer signs from now on")
    _acting(use)
    ask = leaf("ask-move", "ceremony_commands:ask_move", "new keys for the whole office, asked of a new country CA")
    ask.add_argument("--office", type=Path, required=True, metavar="DIR", help="the office's folder")
    ask.add_argument("--request", type=Path, required=True, metavar="FILE", help="the request (*.xcrequest)")
    _secrets(ask)
    move = leaf("move", "ceremony_commands:move_office", "from now on the office stands under the new country CA")
    move.add_argument("file", type=Path, help="the new CA's answer")
    _acting(move)
    move.add_argument("--second", required=True, metavar="ID", help="the second person, who signs too")
    move.add_argument("--introduction", type=Path, required=True, metavar="FILE", help="as the old CA introduced it")
    move.add_argument("--accept-fingerprint", required=True, metavar="40DIGITS", help="of the new country CA")
    due = leaf("due", "ceremony_commands:due", "what must be renewed, and by when")
    due.add_argument("--office", type=Path, required=True, metavar="DIR")
    _papers(leaf)


def add_joining(leaf: Leaf) -> None:
    """An office under a CA that lies elsewhere, in two halves."""
    prepare = leaf("prepare", "ceremony_commands:prepare", "keys of a new office, and its request to the country CA")
    prepare.add_argument("folder", type=Path)
    prepare.add_argument("--country", required=True, help="ISO 3166-1 alpha-2")
    prepare.add_argument("--authority", required=True, metavar="NAME")
    prepare.add_argument("--office", required=True, dest="office_code", metavar="CODE", help="its own two characters")
    prepare.add_argument("--users", required=True, type=Path, metavar="FILE", help="as of certapp office create")
    prepare.add_argument("--bulletins", action="store_true", help="the one office that signs the country's bulletins")
    prepare.add_argument("--request", required=True, type=Path, metavar="FILE", help="the request (*.xcrequest)")
    _secrets(prepare)
    join = leaf("join", "ceremony_commands:join", "make the office from the answer of the country CA")
    join.add_argument("folder", type=Path)
    join.add_argument("answer", type=Path)
    join.add_argument("--accept-fingerprint", required=True, metavar="40DIGITS", help="of the country CA")
    join.add_argument("--introduction", type=Path, metavar="FILE", help="as the country CA before it introduced it")
    _secrets(join)


def _papers(leaf: Leaf) -> None:
    script = leaf("script", "ceremony_commands:script", "a script to print: steps for two people, to tick and sign")
    script.add_argument("kind", choices=[name.lower().replace("_", "-") for name in SCRIPTS])
    _paper(script)
    script.add_argument("--authority", default="", metavar="NAME")
    record = leaf("record", "ceremony_commands:record", "what the journal says of ceremonies, to print and sign")
    _paper(record)
    record.add_argument("--office", type=Path, required=True, metavar="DIR")
    sheets = leaf("sheets", "ceremony_commands:sheets", "three recovery sheets of the CA's key; any two open it again")
    sheets.add_argument("folder", type=Path, help="where the three PDFs go")
    _ca(sheets)
    sheets.add_argument("--language", default="en", metavar="TAG", help="en (default), fr, es, ar, ru, zh")
    recover = leaf("recover", "ceremony_commands:recover_ca", "make the CA's folder again from two recovery sheets")
    recover.add_argument("folder", type=Path, help="the new folder")
    recover.add_argument("--scan", type=Path, required=True, metavar="FILE", help="a sheet's code as picture or text")
    recover.add_argument(
        "--certificate", type=Path, required=True, metavar="FILE", help="the CA's, as every office has"
    )
    _secrets(recover)
    introduce = leaf("introduce", "ceremony_commands:introduction", "the old country CA vouches for the new one")
    introduce.add_argument("file", type=Path, help="the new CA's package with the introduction in it")
    introduce.add_argument("--old", type=Path, required=True, metavar="DIR", help="the old CA's folder")
    introduce.add_argument("--new", type=Path, required=True, metavar="DIR", help="the new CA's folder")
    _secrets(introduce)


def _paper(leaf: argparse.ArgumentParser) -> None:
    leaf.add_argument("file", type=Path, help="the PDF to write")
    leaf.add_argument("--language", default="en", metavar="TAG", help="en (default), fr, es, ar, ru, zh")


def _roles(leaf: argparse.ArgumentParser) -> None:
    leaf.add_argument("--roles", required=True, nargs="+", metavar="ROLE", help="such as CLERK OFFICER")


def _ca(leaf: argparse.ArgumentParser) -> None:
    leaf.add_argument("--ca", type=Path, required=True, metavar="DIR", help="the folder of the country CA")
    _secrets(leaf)


def _asking(leaf: argparse.ArgumentParser) -> None:
    """At hand, or carried."""
    leaf.add_argument("--request", type=Path, metavar="FILE", help="write a request to be carried to the country CA")
    leaf.add_argument("--ca-keys", type=Path, metavar="DIR", help="the CA's key is at hand, in this folder")
    leaf.add_argument("--witness", default="", metavar="NAME", help="who else is there, when the CA's key is at hand")


def _acting(leaf: argparse.ArgumentParser) -> None:
    leaf.add_argument("--office", type=Path, required=True, metavar="DIR", help="the office's folder")
    leaf.add_argument("--user", required=True, metavar="ID", help="who acts")
    _secrets(leaf)


def _secrets(leaf: argparse.ArgumentParser) -> None:
    leaf.add_argument("--passphrases", type=Path, metavar="FILE", help="JSON file, mode 0600; without it you are asked")
