"""The grammar that all commands share: groups, commands, the exit status at the end of every help, and `verify`."""

import argparse
from pathlib import Path

from certapp import __version__
from certapp.model import language

EPILOG = "exit status: 0 done or genuine; 1 refused, not genuine, revoked, expired; 2 cannot tell, or wrong usage"
Commands = argparse._SubParsersAction  # the only name argparse has for it


def program(words: str) -> argparse.ArgumentParser:
    """The program itself, before any command; `words`: what it is for."""
    parser = argparse.ArgumentParser(prog="certapp", description=words, epilog=EPILOG)
    parser.add_argument("--version", action="version", version=f"certapp {__version__}")
    parser.add_argument(
        "--language",
        metavar="TAG",
        choices=language.offered(),
        default="",
        help=f"the language of sentences: {', '.join(language.offered())} (or CERTAPP_LANGUAGE)",
    )
    return parser


def group(
    commands: "Commands[argparse.ArgumentParser]", name: str, help_text: str
) -> "Commands[argparse.ArgumentParser]":
    """Commands under a common word."""
    return commands.add_parser(name, help=help_text, epilog=EPILOG).add_subparsers(metavar="COMMAND", required=True)


def leaf(
    commands: "Commands[argparse.ArgumentParser]", name: str, function: str, help_text: str
) -> argparse.ArgumentParser:
    """A command; `function` as "module:function" of this room."""
    made = commands.add_parser(name, help=help_text, description=help_text, epilog=EPILOG)
    made.add_argument("--json", action="store_true", help="answer in JSON")
    made.set_defaults(command=function)
    return made


def add_verify(commands: "Commands[argparse.ArgumentParser]") -> argparse._MutuallyExclusiveGroup:
    """certapp verify; gives the choice of what is believed, for what else may stand there."""
    verify = leaf(commands, "verify", "verify_command:verify_command", "verify PDF, picture or text files, offline")
    verify.add_argument(
        "files", nargs="*", metavar="FILE", help="files or folders, - for standard input; none opens a post's window"
    )
    verify.add_argument("--post", type=Path, metavar="DIR", help="the post's folder: its settings, history and lists")
    believed = verify.add_mutually_exclusive_group()
    believed.add_argument("--trust", type=Path, metavar="DIR", help="the verifier's own folder")
    verify.add_argument(
        "--pictures", type=Path, metavar="DIR", help="save signed pictures of objects there, to compare"
    )
    verify.add_argument(
        "--report", type=Path, metavar="FILE", help="many at once, on all cores: a table of the verdicts"
    )
    verify.add_argument(
        "--window", action="store_true", help="check the files in the post's window; lists are taken in there"
    )
    verify.add_argument("--json-lines", action="store_true", help="many at once: a line of JSON for each as it is done")
    verify.add_argument("--at", metavar="DATE", help="as of this day (2027-01-31) instead of now")
    return believed


def add_post(post: "Commands[argparse.ArgumentParser]") -> None:
    """certapp post"""
    types = leaf(post, "file-types", "post_commands:file_types_command", "open lists by double click in the window")
    types.add_argument("--remove", action="store_true", help="no longer")
    history = leaf(post, "history", "post_commands:history_command", "what was checked at a post, the newest first")
    history.add_argument("--post", type=Path, metavar="DIR", help="the post's folder")
    history.add_argument("--search", default="", metavar="TEXT", help="only what has all these words")
    history.add_argument("--csv", type=Path, metavar="FILE", help="write it as a table for a spreadsheet")
    history.add_argument("--clear", action="store_true", help="throw all of it away afterwards")
