"""certapp trust-list: who keeps a list of authorities for a headquarters."""

from argparse import Namespace

from certapp.cli.output import DONE, Output
from certapp.cli.passphrases import passphrase_source
from certapp.service.carrying import write_out
from certapp.service.clock import Clock


def keeper_command(options: Namespace, output: Output) -> int:
    """certapp trust-list keeper"""
    from certapp.service.list_keeping import create_keeper

    made = create_keeper(options.folder, options.name, passphrase_source(options.passphrases), Clock())
    lines = [f"Made: {options.folder}", f"Tell its 40 digits by another road: {made}"]
    output.say(lines, {"folder": str(options.folder), "fingerprint": made})
    return DONE


def list_command(options: Namespace, output: Output) -> int:
    """certapp trust-list make"""
    from certapp.service.list_keeping import make_list

    made = make_list(options.keeper, options.source, passphrase_source(options.passphrases), Clock())
    write_out(options.file, made.raw)
    words = f"Trust list no. {made.sequence} with {len(made.entries)} authorities: {options.file}"
    output.say([words], {"file": str(options.file), "sequence": made.sequence, "authorities": len(made.entries)})
    return DONE
