"""The words of the journal and of backups."""

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
    check.add_argument("--report", nargs="+", type=Path, default=(), metavar="FILE", help="write it as .pdf or .json")
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
