"""Recovery sheets of a country CA's key: three on paper, any two open it again, one alone tells nothing.

Split is not the key but a random secret of 128 bits (SLIP-39: Shamir's scheme with checksums, as words that can be
typed); under it the key is wrapped as any key file is. So the wrapped key may be printed on every sheet.
"""

import base64
import secrets
from typing import Final, NoReturn

from cryptography.hazmat.primitives.asymmetric import ec
from shamir_mnemonic import MnemonicError, combine_mnemonics, generate_mnemonics

from certapp.model.errors import Refusal
from certapp.trust import keyfile
from certapp.trust.keyfile import DEFAULT_COST, KdfCost
from certapp.trust.unlocked import UnlockedKey

SHEETS: Final = 3
NEEDED: Final = 2
WORDS: Final = 20
"""On each sheet."""
_SECRET_BYTES: Final = 16
_MARK: Final = "XCKEY"
_LONGEST_TEXT: Final = 2 * keyfile.LARGEST


def split(key: UnlockedKey, label: str, cost: KdfCost = DEFAULT_COST) -> tuple[tuple[tuple[str, ...], ...], bytes]:
    """The words of the three sheets, and the key wrapped under what any two of them give. Tried before it is given out.

    Refusals: KEY_NOT_SAVED, NOT_ENOUGH_MEMORY.
    """
    secret = secrets.token_bytes(_SECRET_BYTES)
    (sheets,) = generate_mnemonics(1, [(NEEDED, SHEETS)], secret)
    wrapped = keyfile.wrap(key.private, secret.hex(), label, cost)
    if join(sheets[1:], wrapped).private_numbers() != key.private.private_numbers():
        raise Refusal("KEY_NOT_SAVED", name="ca")
    return tuple(tuple(sheet.split()) for sheet in sheets), wrapped


def join(sheets: list[str], wrapped: bytes) -> ec.EllipticCurvePrivateKey:
    """The key again, from the words of two sheets.

    Refusals: SHEET_WORDS_WRONG (number: which one), SHEETS_TOO_FEW, SHEETS_DIFFER, KEY_FILE_DAMAGED.
    """
    typed = [" ".join(sheet.lower().split()) for sheet in sheets]
    if len(set(typed)) < NEEDED:
        raise Refusal("SHEETS_TOO_FEW", needed=NEEDED)
    for number, sheet in enumerate(typed, 1):
        require_sheet(sheet, number)
    try:
        secret = combine_mnemonics(typed[:NEEDED])
    except MnemonicError:
        _differ()
    try:
        return keyfile.unwrap(wrapped, secret.hex())
    except Refusal as refusal:
        if refusal.code == "PASSPHRASE_WRONG":
            _differ()
        raise


def require_sheet(typed: str, number: int) -> None:
    """The words of one sheet are whole: each is in the list, and the checksum fits. Refusal SHEET_WORDS_WRONG."""
    from shamir_mnemonic.share import Share

    try:
        Share.from_mnemonic(typed)
    except (MnemonicError, ValueError, KeyError, IndexError):
        raise Refusal("SHEET_WORDS_WRONG", number=number, words=WORDS) from None


def key_text(wrapped: bytes) -> str:
    """The wrapped key as a printed code has it: letters and digits that scanners of any language read alike."""
    return _MARK + base64.b32encode(wrapped).decode().rstrip("=")


def key_of_text(text: str) -> bytes:
    """The wrapped key from a printed code. Refusal KEY_FILE_DAMAGED."""
    bare = text.strip()
    if not bare.startswith(_MARK) or len(bare) > _LONGEST_TEXT:
        raise Refusal("KEY_FILE_DAMAGED")
    body = bare.removeprefix(_MARK)
    try:
        return base64.b32decode(body + "=" * (-len(body) % 8))
    except ValueError:
        raise Refusal("KEY_FILE_DAMAGED") from None


def _differ() -> NoReturn:
    raise Refusal("SHEETS_DIFFER") from None
