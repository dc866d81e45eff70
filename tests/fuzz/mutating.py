"""How good input is spoilt: bytes anyhow, CBOR by its values, signed messages with a signature that is good again."""

import io
import random
from typing import Final

from PIL import Image, ImageOps

from certapp.model.errors import Refusal
from certapp.seal import cbor, cose
from certapp.seal.text import TAG_PREFIX, from_text, to_text
from certapp.trust.unlocked import UnlockedKey

LONGEST: Final = 1 << 20
_EDGES: Final = (0, 1, -1, 23, 24, 255, 256, 65535, 65536, 2**31, 2**32 - 1, 2**53, 2**63 - 1, 2**64 - 1, -(2**63))
_TEXTS: Final = ("", "XA", "\u202e", "e\u0301", "\ud7ff", "a" * 300, "=1+1", "\x00", "XB-0000-00-000000-0")


def any_bytes(data: bytes, dice: random.Random) -> bytes:
    """Some bytes changed, taken out, doubled, put in, or the end cut off; at most a megabyte."""
    spoilt = bytearray(data)
    for _ in range(dice.choice((1, 1, 1, 2, 4, 16))):
        place = dice.randrange(len(spoilt) + 1)
        match dice.randrange(7):
            case 0:
                spoilt[place : place + 1] = bytes((dice.randrange(256),))
            case 1 if place < len(spoilt):
                spoilt[place] ^= 1 << dice.randrange(8)
            case 2:
                del spoilt[place : place + dice.choice((1, 2, 8, 100))]
            case 3:
                spoilt[place:place] = dice.randbytes(dice.choice((1, 2, 8, 100)))
            case 4:
                spoilt[place:place] = spoilt[place : place + dice.choice((4, 40, 4000))]
            case 5:
                edge = dice.choice(_EDGES) % (1 << 64)
                width = dice.choice((1, 2, 4, 8))
                spoilt[place : place + width] = (edge % (1 << 8 * width)).to_bytes(
                    width, dice.choice(("big", "little"))
                )
            case _:
                del spoilt[place:]
    return bytes(spoilt[:LONGEST])


def cbor_values(data: bytes, dice: random.Random) -> bytes:
    """CBOR that is well made, with other values in it; where it is none, other bytes."""
    try:
        item = cbor.decode(data, cbor.RECORD)
        return cbor.encode(_other(item, dice, 0))
    except (Refusal, ValueError, TypeError, OverflowError):
        return any_bytes(data, dice)


def pixels(data: bytes, dice: random.Random) -> bytes:
    """A picture that can be opened, with other pixels, other sides or another way of being written."""
    try:
        picture = Image.open(io.BytesIO(data))
        picture.load()
    except Exception:  # what no library opens has no pixels
        return any_bytes(data, dice)
    grey = picture.convert("L")
    wide, high = grey.size
    match dice.randrange(6):
        case 0:
            sides = (max(1, min(900, int(side * dice.uniform(0.3, 3)))) for side in grey.size)
            grey = grey.resize((next(sides), next(sides)))
        case 1:
            grey = grey.rotate(dice.uniform(-180, 180), expand=dice.random() < 0.5, fillcolor=dice.randrange(256))
        case 2:
            grey = ImageOps.invert(grey) if dice.random() < 0.5 else grey.transpose(dice.choice(list(Image.Transpose)))
        case 3:
            grey = grey.point([dice.randrange(256) if dice.random() < 0.3 else value // 3 for value in range(256)])
        case 4:
            box = (dice.randrange(wide), dice.randrange(high))
            grey.paste(Image.effect_noise((dice.randrange(1, wide + 1), dice.randrange(1, high + 1)), 90), box)
        case _:
            drawn = bytearray(grey.tobytes())
            for _ in range(dice.choice((1, 10, 200))):
                drawn[dice.randrange(len(drawn))] ^= 0xFF
            grey = Image.frombytes("L", grey.size, bytes(drawn))
    buffer = io.BytesIO()
    grey.save(buffer, dice.choice(("PNG", "JPEG")))
    return buffer.getvalue()


def signed_again(data: bytes, dice: random.Random, key: UnlockedKey) -> bytes:
    """A COSE_Sign1 with other content and a signature that is good: what stands behind the signature is reached."""
    try:
        message = cose.parse(data, cbor.LIST)
    except Refusal:
        return any_bytes(data, dice)
    change = dice.choice((any_bytes, cbor_values, cbor_values))
    return cose.sign1(message.header, change(message.payload, dice), key.sign_raw)


def text_signed_again(text: bytes, dice: random.Random, key: UnlockedKey) -> bytes:
    """The same of the text of a code."""
    try:
        prefix = text[:5].decode() or TAG_PREFIX
        message = from_text(text.decode(), prefix)
    except (Refusal, UnicodeDecodeError):
        return any_bytes(text, dice)
    return to_text(signed_again(message, dice, key), prefix).encode()


def _other(item: cbor.Item, dice: random.Random, depth: int) -> cbor.Item:
    if depth > 8 or dice.random() < (0.05 if isinstance(item, dict | list) else 0.15):
        return _value(item, dice)
    if isinstance(item, dict):
        changed: dict[int | str, cbor.Item] = {key: _other(value, dice, depth + 1) for key, value in item.items()}
        if changed and dice.random() < 0.05:
            del changed[dice.choice(list(changed))]
        if dice.random() < 0.05:
            changed[dice.choice(_EDGES)] = _value(0, dice)
        return changed
    if isinstance(item, list):
        rows = [_other(each, dice, depth + 1) for each in item]
        if rows and dice.random() < 0.1:
            rows.insert(dice.randrange(len(rows)), dice.choice(rows))
        return rows
    return item


def _value(item: cbor.Item, dice: random.Random) -> cbor.Item:
    if isinstance(item, bytes) and dice.random() < 0.7:
        return any_bytes(item, dice)
    if isinstance(item, int) and dice.random() < 0.7:
        return dice.choice((item + 1, item - 1, *_EDGES))
    others: tuple[cbor.Item, ...] = (dice.choice(_EDGES), dice.choice(_TEXTS), dice.randbytes(8), [], {}, [0], {1: 0})
    return dice.choice(others)
