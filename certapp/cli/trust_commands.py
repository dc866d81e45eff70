"""certapp trust, trust-list: a verifier's folder, and who keeps a list of authorities."""

from argparse import Namespace

from certapp.cli.folders import trust_folder
from certapp.cli.output import DONE, Output
from certapp.cli.passphrases import passphrase_source
from certapp.service.carrying import write_out
from certapp.service.clock import Clock
from certapp.service.looking import look_into
from certapp.trust.store import TrustStore


def trust_look(options: Namespace, output: Output) -> int:
    """certapp trust look"""
    store = TrustStore(trust_folder(options.trust))
    lines, answer = [], []
    for found in look_into(store, options.folders, Clock().seconds):
        said = ", ".join(found.changed) or (found.refusal.text() if found.refusal else "nothing new")
        lines.append(f"{found.path}: {said}")
        refused = found.refusal.code if found.refusal else None
        answer.append({"file": str(found.path), "changed": list(found.changed), "refusal": refused})
    output.say(lines or ["Nothing to take in was found."], answer)
    return DONE


def trust_policy(options: Namespace, output: Output) -> int:
    """certapp trust policy"""
    TrustStore(trust_folder(options.trust)).set_grace(options.country, options.grace_days)
    words = f"{options.country}: stronger words from {options.grace_days} days past a bulletin's time on"
    output.say([words], {"country": options.country, "grace_days": options.grace_days})
    return DONE


def trust_confirm_time(options: Namespace, output: Output) -> int:
    """certapp trust confirm-time"""
    store = TrustStore(trust_folder(options.trust))
    store.confirm_time()
    latest = store.view().latest
    output.say([f"It is certainly no earlier than {latest} (seconds since 1970)."], {"latest": latest})
    return DONE


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
