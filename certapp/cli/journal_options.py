"""The words of the journal and of backups."""

import argparse
from pathlib import Path

from certapp.cli.exchange_options import Acting, Leaf


def add_journal(leaf: Leaf, acting: Acting) -> None:
    """certapp journal"""
    check = leaf("verify", "journal_commands:verify_command", "check chain, signatures, register and checkpoints")
    check.add_argument("copy", nargs="?", type=Path, metavar="FOLDER", help="an auditor's copy, in place of an office")
    check.add_argument("--office", type=Path, metavar="DIR")
    check.add_argument(
        "--against", nargs="+", type=Path, default=(), metavar="FILE", help="checkpoints kept elsewhere, or folders"
    )
    check.add_argument(
        "--report", nargs="+", type=Path, default=(), metavar="FILE", help="write it as .pdf, .txt or .json"
    )
    check.add_argument(
        "--papers", type=int, default=0, metavar="N", help="verify so many certificates too, drawn by lot"
    )
    check.add_argument(
        "--files", action="store_true", help="read every photograph, document and paper too (an office's own check)"
    )
    check.add_argument(
        "--fingerprint", metavar="DIGITS", default="", help="the country CA's 40 digits, as they came by another road"
    )
    export = leaf("export", "journal_commands:export_command", "a copy for auditors, without keys")
    export.add_argument("folder", type=Path)
    point = leaf("checkpoint", "journal_commands:checkpoint_command", "sign where the journal stands")
    point.add_argument("file", type=Path)
    witness = leaf(
        "countersign", "journal_commands:countersign_command", "compare another's checkpoint, countersign it"
    )
    witness.add_argument("file", type=Path)
    witness.add_argument("out", type=Path, help="the countersigned file to write")
    sheet = leaf("day-sheet", "journal_commands:day_sheet_command", "the entries of a day, to be signed by two")
    sheet.add_argument("file", type=Path, help="the PDF to write")
    sheet.add_argument("--day", metavar="DATE", default="", help="such as 2026-11-29; today without it")
    for each in (export, point, witness, sheet):
        acting(each)
    keep = leaf("keep", "journal_commands:keep_command", "keep a checkpoint that came back countersigned")
    keep.add_argument("file", type=Path)
    keep.add_argument("--office", type=Path, required=True, metavar="DIR")


def add_backups(leaf: Leaf, acting: Acting) -> None:
    """certapp backups"""
    key = leaf("key", "backup_commands:key_command", "make the pair of keys that backups are encrypted for")
    key.add_argument("folder", type=Path, help="on a stick that is then locked away")
    key.add_argument("--label", default="backup key", help="whose key it is, readable without the passphrase")
    key.add_argument("--passphrases", type=Path, metavar="FILE", help="JSON file with the passphrase of `backup`")
    rules = leaf("set", "backup_commands:set_command", "for which key backups are encrypted, and how many stay")
    chosen = rules.add_mutually_exclusive_group()
    chosen.add_argument("--key", type=Path, metavar="FILE", help="the public key, backup.xcbackupkey")
    chosen.add_argument("--no-key", action="store_true", help="backups are not encrypted any more")
    for name, words in (
        ("--daily", "how many daily ones stay"),
        ("--weekly", "how many weekly ones"),
        ("--monthly", "how many monthly ones"),
        ("--warn-days", "after how many days the age is warned of"),
    ):
        rules.add_argument(name, type=int, metavar="N", help=words)
    acting(rules)
    made = leaf("make", "backup_commands:make_command", "a dated backup; older ones go by the rules")
    made.add_argument("folder", type=Path, help="where the backups are")
    made.add_argument("--also", type=Path, metavar="DIR", help="a second medium")
    acting(made)
    drill = leaf("drill", "backup_commands:drill_command", "restore a backup for a trial and check it in full")
    drill.add_argument("backup", type=Path)
    drill.add_argument("--against", nargs="+", type=Path, default=(), metavar="FILE", help="checkpoints kept elsewhere")
    drill.add_argument("--report", nargs="+", type=Path, default=(), metavar="FILE", help="write it as .pdf or .json")
    drill.add_argument("--scratch", type=Path, metavar="DIR", help="where it is unpacked meanwhile, not encrypted")
    add_unsealing(drill)


def add_unsealing(leaf: argparse.ArgumentParser) -> None:
    """What opens an encrypted backup."""
    leaf.add_argument("--key-folder", type=Path, metavar="DIR", help="the folder with the private backup key")
    leaf.add_argument("--passphrases", type=Path, metavar="FILE", help="JSON file with the passphrase of `backup`")
