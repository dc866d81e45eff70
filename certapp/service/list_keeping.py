"""Keeping a trust list: the keeper's key, and the next list from a description in JSON."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final, NoReturn

from certapp.formdef.kinds import KindError, clean_text
from certapp.model.errors import Refusal
from certapp.model.files import write_atomically
from certapp.service.clock import Clock, days
from certapp.service.intake import read_json
from certapp.service.office import Passphrase
from certapp.trust.fingerprint import fingerprint40
from certapp.trust.hierarchy import create_list_keeper
from certapp.trust.keyfile import DEFAULT_COST, KdfCost, require_strong
from certapp.trust.keyring import KeyRing
from certapp.trust.package import is_package, read_package
from certapp.trust.path import read_country_ca
from certapp.trust.trust_list import ListedCa, Standing, TrustList, read_trust_list, sign_trust_list

KEEPER: Final = "list_keeper"
LIST_LIFE: Final = 90 * 86400
"""Seconds until the next list is due."""
LONGEST_NAME: Final = 80
_LAST: Final = "last.xctrust"
_LARGEST: Final = 16 << 20
_STANDINGS: Final[Mapping[str, Standing]] = {"believed": Standing.BELIEVED, "withdrawn": Standing.WITHDRAWN}


def create_keeper(folder: Path, name: str, passphrase: Passphrase, clock: Clock, cost: KdfCost = DEFAULT_COST) -> str:
    """Make a keeper's key and certificate in `folder`; gives the 40 digits by which others come to trust its lists.

    Refusals: AUTHORITY_NAME_WRONG, PASSPHRASE_WEAK, KEY_EXISTS, KEY_NOT_SAVED.
    """
    try:
        words = clean_text(name, LONGEST_NAME, multiline=False)
    except KindError:
        raise Refusal("AUTHORITY_NAME_WRONG", most=LONGEST_NAME) from None
    ring, secret = KeyRing(folder), passphrase(KEEPER)
    require_strong(secret)
    ring.create(KEEPER, secret, words, cost)
    certificate = create_list_keeper(words, ring.unlock(KEEPER, secret, clock.wall()), clock.seconds, training=False)
    ring.certify(KEEPER, certificate)
    return fingerprint40(certificate)


def make_list(folder: Path, source: Path, passphrase: Passphrase, clock: Clock) -> TrustList:
    """Sign the next list. `source`: JSON, {"authorities": [{"file", "standing", "from", "until"}], "grace_days": {}}.

    file: a package or CA certificate beside the source; standing: believed or withdrawn; from, until: dates, optional.
    What the last list held is not carried over: the source is the whole list. Its number goes up by one.

    Refusals: TRUST_LIST_SOURCE_WRONG, FILE_NOT_THERE, those of `read_package`, `read_country_ca` and of the key.
    """
    ring = KeyRing(folder)
    last = folder / _LAST
    sequence = read_trust_list(last.read_bytes()).sequence + 1 if last.exists() else 1
    described = read_json(_bytes(source), source.name)
    listed, grace = described.get("authorities"), described.get("grace_days", {})
    if not isinstance(listed, list) or not isinstance(grace, dict) or set(described) - {"authorities", "grace_days"}:
        _wrong('"authorities" is a list, "grace_days" a map of countries')
    if not all(isinstance(number, int) for number in grace.values()):
        _wrong('"grace_days" are whole numbers')
    rows = [_row(each, source.parent) for each in listed]
    key = ring.open(KEEPER, passphrase(KEEPER), clock.wall())
    try:
        content = sign_trust_list(sequence, clock.seconds, clock.seconds + LIST_LIFE, rows, key, grace)
    except ValueError:
        _wrong("an authority twice, a day that does not exist, or grace over a year")
    write_atomically(last, content)
    return read_trust_list(content)


def _row(described: object, folder: Path) -> ListedCa:
    if not isinstance(described, dict) or set(described) - {"file", "standing", "from", "until"}:
        _wrong('each authority has "file" and "standing", "from" and "until"')
    standing = _STANDINGS.get(str(described.get("standing", "believed")))
    if standing is None:
        _wrong('"standing" is believed or withdrawn')
    data = _bytes(folder / str(described.get("file", "")))
    ca = read_package(data).anchor.certificate if is_package(data) else read_country_ca(data)
    return ListedCa(ca, standing, _day(described.get("from")), _day(described.get("until")))


def _day(written: object) -> int:
    if written is None:
        return 0
    try:
        return days(date.fromisoformat(str(written)))
    except ValueError:
        _wrong(f"no date: {str(written)[:20]}")


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(_LARGEST)
    except OSError:
        raise Refusal("FILE_NOT_THERE", file=str(path)) from None


def _wrong(detail: str) -> NoReturn:
    raise Refusal("TRUST_LIST_SOURCE_WRONG", detail=detail)
