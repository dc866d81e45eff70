"""The rosters an office had, one after the other: who was an official when, with which roles and which key."""

from collections.abc import Mapping

from certapp.register.entry import Entry
from certapp.register.journal import entries
from certapp.service.office import CA_CERTIFICATE, ROSTER_TAKEN, Office
from certapp.trust.certificate import kid
from certapp.trust.roster import Official, Roster
from certapp.trust.roster_chain import Signed, rosters_of

Roles = Mapping[str, frozenset[str]]


def all_rosters(office: Office) -> tuple[Signed, ...]:
    """Every roster that is kept, in order."""
    ca = (office.folder.trust / CA_CERTIFICATE).read_bytes()
    return tuple(rosters_of(office.folder.trust, ca))


def officials_ever(office: Office) -> dict[bytes, Official]:
    """By the kid of their certificate, all who are or were officials: what they signed stays theirs."""
    known = (*(each.roster for each in all_rosters(office)), office.roster)
    return {kid(official.certificate): official for roster in known for official in roster.officials}


class RostersInForce:
    """Walks along the journal: at each entry, the roster that the office went by.

    Entries are handed to `roles_at` in order. `keys`: the kids of the certificates on that roster.
    """

    def __init__(self, office: Office) -> None:
        self._by_digest = {each.digest: each.roster for each in all_rosters(office)}
        by_sequence = {roster.sequence: roster for roster in self._by_digest.values()}
        first = next(entries(office.register, kind=ROSTER_TAKEN), None)
        before = office.roster.sequence if first is None else int(first.facts()["before"])
        self._follow(by_sequence.get(before, office.roster))
        self._next: Roster | None = None

    def roles_at(self, entry: Entry) -> Roles:
        """The roles of everybody when `entry` was written.

        The entry that takes in a roster is still of the old one, or of a key that this very roster brings.
        """
        if self._next is not None:
            self._follow(self._next)
            self._next = None
        if entry.type == ROSTER_TAKEN:
            self._next = self._by_digest.get(entry.facts()["digest"])
            if self._next is not None and entry.actor_kid not in self.keys:
                self._follow(self._next)
        return self._roles

    def _follow(self, roster: Roster) -> None:
        self._roles = {official.id: official.roles for official in roster.officials}
        self.keys = frozenset(kid(official.certificate) for official in roster.officials)
