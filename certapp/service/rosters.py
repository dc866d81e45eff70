"""The rosters an office had, one after the other: who was an official when, with which roles and which key."""

from collections.abc import Mapping

from certapp.model.errors import Refusal
from certapp.register.entry import Entry
from certapp.register.journal import entries
from certapp.service.office import CA_CERTIFICATE, CA_MOVED, ROSTER_TAKEN, Office
from certapp.trust.certificate import kid
from certapp.trust.fingerprint import fingerprint40, same_fingerprint
from certapp.trust.roster import Official, Roster
from certapp.trust.roster_chain import Signed, cas_of, rosters_of

Roles = Mapping[str, frozenset[str]]


def rosters_by_ca(office: Office) -> tuple[tuple[str, tuple[Signed, ...]], ...]:
    """Every roster that is kept, by the 40 digits of the country CA that signed it, in order."""
    trust = office.folder.trust
    cas = cas_of(trust, (trust / CA_CERTIFICATE).read_bytes())
    return tuple((fingerprint40(der), tuple(rosters_of(folder, der))) for folder, der in cas)


def all_rosters(office: Office) -> tuple[Signed, ...]:
    """The same in one row."""
    return tuple(each for _digits, rosters in rosters_by_ca(office) for each in rosters)


def officials_ever(office: Office) -> dict[bytes, Official]:
    """By the kid of their certificate, all who are or were officials: what they signed stays theirs."""
    known = (*(each.roster for each in all_rosters(office)), office.roster)
    return {kid(official.certificate): official for roster in known for official in roster.officials}


def name_ever(office: Office, user: str) -> str:
    """The name of an official, as it was last, though the person left since. Refusal USER_UNKNOWN."""
    newest_first = (office.roster, *(each.roster for each in reversed(all_rosters(office))))
    found = (official for roster in newest_first for official in roster.officials if official.id == user)
    official = next(found, None)
    if official is None:
        raise Refusal("USER_UNKNOWN", user=user[:40])
    return official.name


class RostersInForce:
    """Walks along the journal: at each entry, the roster that the office went by.

    Entries are handed to `roles_at` in order. `keys`: the kids of the certificates on that roster.
    """

    def __init__(self, office: Office) -> None:
        by_ca = rosters_by_ca(office)
        self._by_digest = {each.digest: (digits, each.roster) for digits, rosters in by_ca for each in rosters}
        self._digits, earliest = by_ca[0]
        by_sequence = {each.sequence: each.roster for each in earliest}
        first = next(entries(office.register, kind=ROSTER_TAKEN), None)
        before = office.roster.sequence if first is None else int(first.facts()["before"])
        self._follow(by_sequence.get(before, office.roster))
        self._next: Roster | None = None

    def roles_at(self, entry: Entry) -> Roles:
        """The roles of everybody when `entry` was written.

        The entry that takes in a roster is still of the old one, or of a key that this very roster brings. A roster of
        another country CA counts only behind the entry by which the office moved under it.
        """
        if self._next is not None:
            self._follow(self._next)
            self._next = None
        if entry.type == CA_MOVED:
            self._digits = str(entry.facts()["to"])
        elif entry.type == ROSTER_TAKEN:
            digits, taken = self._by_digest.get(entry.facts()["digest"], ("", None))
            self._next = taken if same_fingerprint(digits, self._digits) else None
            if self._next is not None and entry.actor_kid not in self.keys:
                self._follow(self._next)
        return self._roles

    def _follow(self, roster: Roster) -> None:
        self._roles = {official.id: official.roles for official in roster.officials}
        self.keys = frozenset(kid(official.certificate) for official in roster.officials)
