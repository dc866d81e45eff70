"""The words of updates."""

from pathlib import Path

from certapp.cli.exchange_options import Leaf


def add_update(leaf: Leaf) -> None:
    """certapp update"""
    show = leaf("show", "update_commands:show_command", "what an update file is, who signed it, what it changes")
    show.add_argument("file", nargs="?", type=Path, help="a file ending in .xcupdate; none: what is installed")
    install = leaf("install", "update_commands:install_command", "install an update, after a backup of the offices")
    install.add_argument("file", type=Path, help="a file ending in .xcupdate")
    backed_up = install.add_mutually_exclusive_group(required=True)
    backed_up.add_argument("--office", type=Path, nargs="+", metavar="DIR", help="the offices, to be backed up before")
    backed_up.add_argument("--no-office", action="store_true", help="there is none on this computer, as at a post")
    install.add_argument("--backups", type=Path, metavar="DIR", help="where the backups go")
    back = leaf("back", "update_commands:back_command", "use the version before again")
    back.add_argument("--office", type=Path, nargs="+", default=(), metavar="DIR", help="the offices of this computer")
    back.add_argument("--use-copies", action="store_true", help="of registers that the version before cannot open")
