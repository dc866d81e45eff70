"""The door of the verifier that stands alone: what customs installs. Nothing of an issuing office is behind it.

It verifies, endorses, keeps receipts to be sent, takes lists in, and writes the verifier as one page.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from certapp.cli.border_options import add_border, add_verifier_page
from certapp.cli.exchange_options import add_trust
from certapp.cli.grammar import add_verify, group, leaf, program
from certapp.cli.running import answer
from certapp.model.errors import Refusal


def main() -> int:
    """Run the verifier; gives the exit status. Without words it opens the post's window."""
    parser = program("Verify export certificates for cultural objects, offline.")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    add_verify(commands)
    trust = group(commands, "trust", "the countries that this verifier trusts")
    add_trust(lambda name, function, words: leaf(trust, name, function, words))
    add_border(commands)
    add_verifier_page(commands)
    return answer(parser, sys.argv[1:] or ["verify"], open_post)


def open_post(folder: Path | None, lists: Path | None, language: str, files: Sequence[Path] = ()) -> int:
    """The window of a post, for a command line that knows no window. Refusal WINDOW_NOT_INSTALLED."""
    try:
        from certapp.ui.post.opening import open_post as open_window
    except ImportError as missing:  # no Qt, or a system without what it needs
        raise Refusal("WINDOW_NOT_INSTALLED", detail=str(missing)) from None
    return open_window(folder, lists, language, files)


if __name__ == "__main__":
    sys.exit(main())
