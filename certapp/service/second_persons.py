"""What needs a second person's signature, checked as the journal is read: each revocation, each list, each theft, and
what a day has too much of."""

from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from typing import Any, Final

from certapp.register.entry import Entry
from certapp.register.replay import JournalFault
from certapp.seal import cbor
from certapp.service.revoking import MOST_IN_A_DAY
from certapp.service.rights import Right, has
from certapp.service.rosters import Roles

Facts = dict[str, Any]
_CONFIRMING: Final = {
    "LIFTING_CONFIRMED": "SUSPENSION_LIFTED",
    "EXTENSION_CONFIRMED": "CERTIFICATE_EXTENDED",
    "LEGACY_COVERAGE_CONFIRMED": "LEGACY_COVERAGE_STATED",
    "EXCHANGE_SETTLED_CONFIRMED": "EXCHANGE_SETTLED",
    "CA_MOVE_CONFIRMED": "CA_MOVED",
}
"""The second person's entry, and the act that needs it."""
_SUPERVISED: Final = frozenset({"SUSPENSION_LIFTED", "LEGACY_COVERAGE_STATED"})
"""One of the two supervises."""


class SecondPersons:
    """Entries are handed to `faults` in order; `left` tells at the end what was signed and not done as signed."""

    def __init__(self) -> None:
        self._single: dict[str, tuple[str, Facts]] = {}
        self._lists: dict[bytes, tuple[Entry, Facts]] = {}
        self._revoked: dict[bytes, list[str]] = {}
        self._in_a_day: Counter[tuple[str, int]] = Counter()
        self._stolen: dict[bytes, tuple[str, Facts]] = {}
        self._confirmations: dict[tuple[str, str], tuple[str, Facts]] = {}

    def faults(self, entry: Entry, roles: Roles) -> Iterator[JournalFault]:
        """What is wrong with this entry; `roles` are everybody's at that time."""
        match entry.type:
            case "REVOCATION_CONFIRMED":
                self._single[entry.subject] = (entry.actor, entry.facts())
            case "REVOCATIONS_CONFIRMED":
                facts = entry.facts()
                self._lists[bytes(facts["list"])] = (entry, facts)
            case "CERTIFICATE_REVOKED":
                facts = entry.facts()
                second = facts.pop("second", None)
                supervised = any(has(roles.get(str(who), ()), Right.SUPERVISE) for who in (entry.actor, second))
                if not supervised or second == entry.actor or not self._confirmed(entry, second, facts):
                    yield _fault(entry, "REVOCATION_NOT_CONFIRMED", number=entry.subject)
                if "list" not in facts and self._too_many(entry, facts):
                    yield _fault(entry, "REVOKED_BEYOND_LIMIT", number=entry.subject, most=MOST_IN_A_DAY)
            case "SUSPENSION_CONFIRMED":
                self._confirmations["CERTIFICATE_SUSPENDED", entry.subject] = (entry.actor, entry.facts())
            case "CERTIFICATE_SUSPENDED":
                facts = entry.facts()
                second = facts.pop("second", None)
                confirmed = self._confirmations.pop((entry.type, entry.subject), None) == (second, facts)
                needed = self._too_many(entry, facts) or second is not None
                if needed and (not confirmed or second == entry.actor):
                    yield _fault(entry, "ACT_NOT_CONFIRMED", number=entry.subject)
            case kind if kind in _CONFIRMING:
                self._confirmations[_CONFIRMING[entry.type], entry.subject] = (entry.actor, entry.facts())
            case kind if kind in _CONFIRMING.values():
                facts = entry.facts()
                second = facts.pop("second", None)
                supervised = any(has(roles.get(str(who), ()), Right.SUPERVISE) for who in (entry.actor, second))
                unsupervised = entry.type in _SUPERVISED and not supervised
                # One confirmation is for one act: the next suspension is lifted by two people again.
                confirmed = self._confirmations.pop((entry.type, entry.subject), None) == (second, facts)
                if not confirmed or unsupervised or second == entry.actor:
                    yield _fault(entry, "ACT_NOT_CONFIRMED", number=entry.subject)
            case "SIGNER_STOLEN_CONFIRMED":
                facts = entry.facts()
                self._stolen[bytes(facts["kid"])] = (entry.actor, facts)
            case "SIGNER_STOLEN":
                facts = entry.facts()
                second = facts.pop("second", None)
                if self._stolen.get(bytes(facts["kid"])) != (second, facts) or second == entry.actor:
                    yield _fault(entry, "THEFT_NOT_CONFIRMED", actor=entry.actor)

    def left(self) -> Iterator[JournalFault]:
        """Lists of which other certificates were revoked than those that were signed."""
        for listed, (entry, facts) in self._lists.items():
            numbers = sorted(self._revoked.get(listed, []))
            signed = sha256(cbor.encode(list[cbor.Item](numbers))).digest()
            if signed != listed or facts["count"] != len(numbers):
                yield _fault(entry, "REVOCATIONS_OTHER_THAN_SIGNED")

    def _too_many(self, entry: Entry, facts: Facts) -> bool:
        """Whether it is beyond what a day may have of this act."""
        act = entry.type, int(facts["on"])
        self._in_a_day[act] += 1
        return self._in_a_day[act] > MOST_IN_A_DAY

    def _confirmed(self, entry: Entry, second: object, facts: Facts) -> bool:
        if "list" not in facts:
            return self._single.get(entry.subject) == (second, facts)
        listed = bytes(facts["list"])
        found = self._lists.get(listed)
        self._revoked.setdefault(listed, []).append(entry.subject)
        if found is None or found[0].actor != second:
            return False
        return {name: value for name, value in found[1].items() if name != "count"} == facts


def _fault(entry: Entry, code: str, **params: object) -> JournalFault:
    return JournalFault(entry.seq, code, tuple(params.items()))
