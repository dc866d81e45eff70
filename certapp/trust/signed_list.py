"""What every signed list has in common: a COSE_Sign1 that brings its signer's certificate, and a strict shape."""

from dataclasses import dataclass
from typing import Final, NoReturn, TypeVar

from certapp.model.errors import Refusal
from certapp.seal import cbor, cose
from certapp.seal.cbor import Item
from certapp.trust.certificate import Certificate, read_certificate

LAST_SECOND: Final = 253_402_300_799
"""Of the year 9999."""
LAST_DAY: Final = LAST_SECOND // 86400

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Shape:
    """Takes values out of what was decoded, or refuses with this kind of list's own codes.

    `damaged`: for what is not to the letter; `newer`: for a negative key that is not known, whose meaning may matter.
    """

    damaged: str
    newer: str

    def parse(self, data: bytes) -> tuple[cose.Sign1, dict[int, Item], Certificate]:
        """Message, outer map and the signer's certificate, which nobody has vouched for yet."""
        try:
            message = cose.parse(data, cbor.LIST)
            outer = self.map(cbor.decode(message.payload, cbor.LIST))
            signer = read_certificate(self.want(message.header.get(cose.X5CHAIN), bytes))
        except Refusal as refusal:
            raise Refusal(self.damaged) from refusal
        if message.header != {cose.ALG: cose.ES256, cose.X5CHAIN: signer.der}:
            self.refuse()
        return message, outer, signer

    def inner(self, outer: dict[int, Item], key: int) -> dict[int, Item]:
        """The map under the private `key`, no other negative key beside it or in it."""
        found = self.map(outer.get(key))
        if min(outer.keys() - {key}, default=0) < 0 or min(found, default=0) < 0:
            raise Refusal(self.newer)
        return found

    def want(self, item: Item | None, kind: type[T]) -> T:
        """A value of that kind."""
        if not isinstance(item, kind):
            self.refuse()
        return item

    def map(self, item: Item | None) -> dict[int, Item]:
        """A map, its integer keys."""
        return {key: value for key, value in self.want(item, dict).items() if isinstance(key, int)}

    def whole(self, item: Item | None, most: int = LAST_SECOND) -> int:
        """A whole number from 0 on."""
        number = self.want(item, int)
        if not 0 <= number <= most:
            self.refuse()
        return number

    def rows(self, item: Item | None, most: int) -> list[Item]:
        """An array of at most so many."""
        found = self.want(item, list)
        if len(found) > most:
            self.refuse()
        return found

    def refuse(self) -> NoReturn:
        """It is not to the letter."""
        raise Refusal(self.damaged) from None


def kind_of(data: bytes) -> int | None:
    """The private key under which a signed list says what it says, which tells the kinds apart; None for no list."""
    try:
        outer = cbor.decode(cose.parse_long(data).payload, cbor.COLUMNS)
    except Refusal:
        return None
    return min((key for key in outer if isinstance(key, int)), default=None) if isinstance(outer, dict) else None


def header_of(certificate: bytes) -> dict[int, Item]:
    """The protected header of a list by the key of this certificate (DER)."""
    return {cose.ALG: cose.ES256, cose.X5CHAIN: certificate}
