"""The words of `certapp endorse`, `outbox`, `post` and `verifier-page`: what customs has without an office."""

import argparse
from pathlib import Path

from certapp.cli.grammar import Commands, add_post, group, leaf
from certapp.cli.life_options import add_endorsement


def add_border(commands: "Commands[argparse.ArgumentParser]") -> None:
    """All of them."""
    endorse = leaf(commands, "endorse", "endorse_command:endorse_command", "endorse a certificate at a border post")
    endorse.add_argument("file", type=Path, help="its PDF, picture or text")
    add_endorsement(endorse, every=False)
    endorse.add_argument("--photo", action="append", type=Path, metavar="FILE")
    endorse.add_argument("--passphrases", type=Path, metavar="FILE", help="JSON file with the passphrase of `post`")
    outbox = group(commands, "outbox", "the receipts of a border post")
    listing = leaf(outbox, "list", "endorse_command:outbox_list_command", "what waits to be sent")
    copy = leaf(outbox, "copy", "endorse_command:outbox_copy_command", "copy what waits to a stick")
    copy.add_argument("folder", type=Path)
    page = leaf(outbox, "page", "endorse_command:outbox_page_command", "a receipt on paper, with its code")
    page.add_argument("receipt", type=Path, help="the receipt's file")
    page.add_argument("file", type=Path, help="the PDF to write")
    page.add_argument("--in", dest="sheet_language", default="en", metavar="TAG", help="the language of the page")
    post = group(commands, "post", "a border post")
    add_post(post)
    key = leaf(post, "key", "endorse_command:post_key_command", "make the post's key, and tell its 40 digits")
    key.add_argument("--name", required=True, help="the post's name, as on its receipts")
    key.add_argument("--country", required=True, help="ISO 3166-1 alpha-2")
    key.add_argument("--passphrases", type=Path, metavar="FILE", help="JSON file with the passphrase of `post`")
    for each in (endorse, listing, copy, page, key):
        each.add_argument("--trust", type=Path, metavar="DIR", help="the verifier's own folder")


def add_verifier_page(commands: "Commands[argparse.ArgumentParser]") -> argparse._MutuallyExclusiveGroup:
    """certapp verifier-page; gives the choice of what is believed, for what else may stand there."""
    page = group(commands, "verifier-page", "the verifier as one HTML file, for a phone")
    export = leaf(page, "export", "page_commands:page_export", "write the page, with lists of countries inside")
    export.add_argument("file", type=Path, help="the HTML file to write")
    believed = export.add_mutually_exclusive_group()
    believed.add_argument("--trust", type=Path, metavar="DIR", help="the verifier's own folder")
    export.add_argument("--countries", metavar="XA,XB", help="of these countries only")
    return believed
