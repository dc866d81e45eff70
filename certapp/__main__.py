"""The program's door: words behind it go to the command line, none opens the window."""

import sys
from pathlib import Path


def main() -> int:
    """Run certapp; gives the exit status."""
    arguments = sys.argv[1:]
    if arguments and not arguments[0].startswith("--office="):
        from certapp.cli.main import run

        return run(arguments, _open_post)
    from certapp.ui.application import run as open_window

    return open_window(arguments)


def _open_post(folder: Path | None, lists: Path | None, language: str) -> int:
    """The window of a post, for a command line that knows no window. Refusal WINDOW_NOT_INSTALLED."""
    from certapp.model.errors import Refusal

    try:
        from certapp.ui.post.opening import open_post
    except ImportError as missing:  # no Qt, or a system without what it needs
        raise Refusal("WINDOW_NOT_INSTALLED", detail=str(missing)) from None
    return open_post(folder, lists, language)


if __name__ == "__main__":
    sys.exit(main())
