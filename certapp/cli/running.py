"""Running one command: reading the words, doing the act, one exit status; whatever goes wrong is said in a sentence."""

import argparse
import logging
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

from certapp.cli.output import CANNOT_TELL, DONE, REFUSED, Output
from certapp.model import language
from certapp.model.errors import Refusal
from certapp.model.progress import STOPPED

_CANNOT_TELL = {
    *("DATE_WRONG", "FILE_NOT_THERE", "NO_FILES_NAMED", "NO_DISPLAY", "WINDOW_UNUSABLE", "WINDOW_NOT_INSTALLED"),
    *STOPPED,
}
OpenPost = Callable[[Path | None, Path | None, str, Sequence[Path]], int]
"""Opens the window of a post: its folder, the folder of its lists, a language, files to check there; gives the exit
status."""


def answer(
    parser: argparse.ArgumentParser,
    arguments: Sequence[str],
    open_post: OpenPost | None = None,
    beforehand: Callable[[argparse.Namespace], None] = lambda options: None,
) -> int:
    """Run one command of `parser`; gives the exit status. `beforehand`: what is looked at before any act."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # names of all scripts, on any terminal
            stream.reconfigure(encoding="utf-8", errors="replace")
    options = parser.parse_args(arguments)
    options.open_post = open_post
    language.use(options.language or os.environ.get("CERTAPP_LANGUAGE", language.DEFAULT))
    output = Output(options.json)
    logging.basicConfig(level=logging.CRITICAL)  # libraries' chatter is no answer
    beforehand(options)
    try:
        return int(_command(options.command)(options, output))
    except Refusal as refusal:
        output.refuse(refusal)
        return CANNOT_TELL if refusal.code in _CANNOT_TELL else REFUSED
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


def _command(name: str) -> Callable[[argparse.Namespace, Output], int]:
    """The command's function; its room is entered only now, so that `certapp --help` is quick."""
    from importlib import import_module

    module, _, function = name.partition(":")
    found: Callable[[argparse.Namespace, Output], int] = getattr(import_module(f"certapp.cli.{module}"), function)
    return found
