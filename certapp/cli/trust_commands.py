"""certapp trust: a verifier's folder."""

from argparse import Namespace
from datetime import UTC, datetime

from certapp.cli.folders import trust_folder
from certapp.cli.output import CANNOT_TELL, DONE, REFUSED, Output
from certapp.model.errors import Refusal
from certapp.service.carrying import import_trust, two_people
from certapp.service.clock import Clock, days
from certapp.service.looking import look_into
from certapp.service.typed import asked_verdict
from certapp.trust.store import TrustStore
from certapp.trust.verdict import Outcome


def trust_import(options: Namespace, output: Output) -> int:
    """certapp trust import"""
    store = TrustStore(trust_folder(options.trust))
    now = Clock().seconds
    lines, answer = [], []
    who = two_people(*options.compared_by) if options.compared_by else ""
    if options.accept_fingerprint and not who:
        raise Refusal("CEREMONY_NEEDS_TWO_PEOPLE")
    for file in options.files:
        try:
            done = import_trust(store, file, now, options.accept_fingerprint, who)
        except Refusal as refusal:
            if refusal.code in ("ANCHOR_UNKNOWN", "ANCHOR_INTRODUCED", "KEEPER_UNKNOWN") and not output.as_json:
                print(refusal.params["fingerprint"])  # to be compared, so it stands alone on a line
            raise
        changed = ", ".join(done.changed) or "nothing new"
        bulletin = f", bulletin no. {done.sequence}" if done.sequence is not None else ""
        lines.append(f"{file}: {done.kind} of {done.country}{bulletin} ({changed})")
        answer.append(
            {
                "file": str(file),
                "kind": done.kind,
                "country": done.country,
                "fingerprint": done.fingerprint,
                "bulletin_sequence": done.sequence,
                "changed": list(done.changed),
                "training": done.training,
            }
        )
    output.say(lines, answer)
    return DONE


def trust_ask(options: Namespace, output: Output) -> int:
    """certapp trust ask"""
    on = None if options.on is None else days(options.on)
    verdict = asked_verdict(options.number, TrustStore(trust_folder(options.trust)).view(), options.country, on)
    reasons = [{"code": reason.code, "text": reason.text()} for reason in verdict.reasons]
    answer = {"number": options.number, "outcome": verdict.outcome.value, "colour": verdict.colour.value}
    output.say([reason.text() for reason in verdict.reasons], {**answer, "reasons": reasons})
    return REFUSED if verdict.outcome is Outcome.NEVER_ISSUED else CANNOT_TELL


def trust_list(options: Namespace, output: Output) -> int:
    """certapp trust list"""
    listed = TrustStore(trust_folder(options.trust)).listing()
    answer = [
        {
            "country": each.country,
            "authority": each.authority,
            "fingerprint": each.fingerprint,
            "training": each.training,
            "signers": each.signers,
            "bulletin_sequence": each.bulletin_sequence,
            "bulletin_this": _instant(each.bulletin_this),
            "bulletin_next": _instant(each.bulletin_next),
            "revoked": each.revoked,
        }
        for each in listed
    ]
    lines = []
    for each in listed:
        test = " (TEST)" if each.training else ""
        lines.append(f"{each.country} {each.authority}{test}: {each.fingerprint}")
        if each.bulletin_sequence is not None:
            day = _instant(each.bulletin_this)
            lines.append(f"   bulletin no. {each.bulletin_sequence} of {day}, {each.revoked} revoked")
    output.say(lines or ["No country's authority is trusted yet: certapp trust import FILE"], answer)
    return DONE


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


def _instant(seconds: int | None) -> str | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat()
