"""The program's door: words behind it go to the command line, none opens the window."""

import sys

from certapp.model.private_memory import keep_memory_private


def main() -> int:
    """Run certapp; gives the exit status."""
    keep_memory_private()
    arguments = sys.argv[1:]
    if arguments and not arguments[0].startswith(("--office=", "--audit=")):
        from certapp.cli.main import run
        from certapp.customs import open_post

        return run(arguments, open_post)
    from certapp.ui.application import run as open_window

    return open_window(arguments)


if __name__ == "__main__":
    sys.exit(main())
