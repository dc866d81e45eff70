"""Before an act stands on what the tables say, it is held up to what was signed: an edited row gives no right.

Who can write the file can write `APPROVED` into it, another preparer, other content, or strike a revocation. The check
of the whole journal names it; here the act that would profit from it is refused.
"""

from collections.abc import Mapping

from certapp.model.certificate_number import make_number
from certapp.model.errors import Refusal
from certapp.register.as_signed import (
    case_is_as_signed,
    chain_holds,
    last_days_changed,
    nothing_is_missing,
    number_is_new,
    withdrawals_lost,
)
from certapp.register.entry import Entry, signed_bytes
from certapp.register.journal import last_entry
from certapp.register.numbers import next_serial
from certapp.service.office import Office
from certapp.service.rosters import officials_ever
from certapp.trust.certificate import kid, read_certificate
from certapp.trust.es256 import verifies
from certapp.trust.roster import Official


def require_case_as_signed(office: Office, number: str) -> None:
    """The rows of a case are those to which its signed entries lead. Refusal REGISTER_NOT_AS_SIGNED."""
    known = {kid(official.certificate): official for official in office.roster.officials}

    def signed(entry: Entry) -> bool:
        if entry.actor_kid not in known:
            known.update(officials_ever(office))
        return _is_signed(entry, known.get(entry.actor_kid))

    if not case_is_as_signed(office.register, number, signed):
        raise Refusal("REGISTER_NOT_AS_SIGNED", number=number)


def require_whole(office: Office) -> None:
    """No entry and no certificate is missing, by their count. Refusal REGISTER_NOT_AS_SIGNED."""
    if not nothing_is_missing(office.register):
        raise Refusal("REGISTER_NOT_AS_SIGNED", number=office.code)


def next_number(office: Office, year: int) -> str:
    """The number that comes next in a year, of which no entry speaks yet. Refusal REGISTER_NOT_AS_SIGNED."""
    number = make_number(office.country, year, office.code, next_serial(office.register, year, office.code))
    if not number_is_new(office.register, number):
        raise Refusal("REGISTER_NOT_AS_SIGNED", number=number)
    return number


def require_withdrawals(office: Office, listed: set[bytes], told_by: str, day: int = 0) -> None:
    """Everything of this office that does not hold, by the signed entries, is `listed` (id8), as long as it is valid on
    `day` (since 1970-01-01) or after. `told_by`: the kind of entry that told of it the last time.

    Refusal REGISTER_NOT_AS_SIGNED: a revocation was struck out, an id or a last day changed.
    """
    require_whole(office)
    newest = office.trust.view().bulletins.get(office.country)
    before = {} if newest is None else {entry.id: entry.reason for entry in newest.entries}
    last = last_entry(office.register, told_by)
    since = last.seq if last else 0
    if not chain_holds(office.register, since):
        raise Refusal("REGISTER_NOT_AS_SIGNED", number=office.code)
    for number in withdrawals_lost(office.register, listed, before, since, day):
        raise Refusal("REGISTER_NOT_AS_SIGNED", number=number)


def require_last_days(office: Office, told: Mapping[bytes, int]) -> None:
    """The last days told (by id8) are those signed. Refusal REGISTER_NOT_AS_SIGNED."""
    for number in last_days_changed(office.register, told):
        raise Refusal("REGISTER_NOT_AS_SIGNED", number=number)


def _is_signed(entry: Entry, official: Official | None) -> bool:
    if official is None or official.id != entry.actor or entry.digest() != entry.hash:
        return False
    key = read_certificate(official.certificate).key
    return verifies(key, entry.signature, signed_bytes(entry.hash))
