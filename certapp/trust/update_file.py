"""An update file: what a publisher signs of a version, then the packages that make it. The bytes: docs/formats.md, 16.

The publisher's key has no certificate: an installation knows it since it was made, and who made it compared 40 digits
with a letter. Another key counts only where the one before introduces it.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import IO, Final

from certapp.model.errors import Refusal
from certapp.seal import cbor, cose
from certapp.seal.cbor import Item
from certapp.trust.es256 import verifies
from certapp.trust.keyfile import key_id
from certapp.trust.public_key import point_of
from certapp.trust.signed_list import LAST_SECOND, Shape
from certapp.trust.unlocked import UnlockedKey

MAGIC: Final = b"certapp update 1\n"
ENDING: Final = ".xcupdate"
LARGEST_HEAD: Final = 1 << 20
MOST_INTRODUCTIONS: Final = 8
MOST_PACKAGES: Final = 500
LARGEST_PACKAGE: Final = 1 << 30
LARGEST_UPDATE: Final = 4 << 30

_LENGTH: Final = 4
_RELEASE, _INTRODUCED = -65570, -65571
_VERSION, _PLATFORM, _PYTHONS, _BUILT, _REGISTER, _DRAFTS, _UNPACKED, _CHANGES, _PACKAGES, _PUBLISHER = range(1, 11)
_NUMBERS: Final = re.compile(r"(0|[1-9]\d{0,4})(\.(0|[1-9]\d{0,4})){2}", re.ASCII).fullmatch
_WORD: Final = re.compile(r"[a-z][a-z0-9_.-]{1,39}", re.ASCII).fullmatch
_PYTHON: Final = re.compile(r"3\.[1-9]\d?", re.ASCII).fullmatch
_TAG: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,8})?", re.ASCII).fullmatch
_WHEEL: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_]{0,79}-[A-Za-z0-9][A-Za-z0-9_.+-]{0,149}\.whl", re.ASCII).fullmatch
_SHAPE: Final = Shape("UPDATE_DAMAGED", "UPDATE_NEWER_FORMAT")


@dataclass(frozen=True, slots=True)
class Package:
    """One wheel: its file name, its bytes, and their SHA-256."""

    name: str
    size: int
    sha256: bytes


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed with a version, a line each, in one language."""

    version: str
    language: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Release:
    """What is signed of a version.

    platform: as `sysconfig.get_platform` says it. pythons: such as "3.11". built_at: Unix time. opens, writes: the
    oldest register that it opens, the one that it writes; drafts: the version of drafts.db. unpacked: bytes that it
    takes on the disk. publisher: the key that signs (SubjectPublicKeyInfo, DER).
    """

    version: str
    platform: str
    pythons: tuple[str, ...]
    built_at: int
    opens: int
    writes: int
    drafts: int
    unpacked: int
    changes: tuple[Changes, ...]
    packages: tuple[Package, ...]
    publisher: bytes

    @property
    def size(self) -> int:
        """Bytes of all packages."""
        return sum(each.size for each in self.packages)


@dataclass(frozen=True, slots=True)
class Head:
    """What stands before the packages, its signature good by the key that it names; whose that is, nobody said yet.

    `data`: the bytes it was read from.
    """

    release: Release
    introductions: tuple[bytes, ...]
    data: bytes


def numbers(version: str) -> tuple[int, ...]:
    """A version to be compared with another."""
    return tuple(map(int, version.split(".")))


def sign_release(release: Release, introductions: Iterable[bytes], key: UnlockedKey) -> bytes:
    """The head of an update file. ValueError where nobody could read it."""
    inner: dict[int | str, Item] = {
        _VERSION: release.version,
        _PLATFORM: release.platform,
        _PYTHONS: list[Item](release.pythons),
        _BUILT: release.built_at,
        _REGISTER: [release.opens, release.writes],
        _DRAFTS: release.drafts,
        _UNPACKED: release.unpacked,
        _CHANGES: [[each.version, each.language, list[Item](each.lines)] for each in release.changes],
        _PACKAGES: [[each.name, each.size, each.sha256] for each in release.packages],
        _PUBLISHER: release.publisher,
    }
    message = cose.sign1(_header(key.public), cbor.encode({_RELEASE: inner}), key.sign_raw)
    body = cbor.encode([*introductions, message])
    data = MAGIC + len(body).to_bytes(_LENGTH, "big") + body
    try:
        read = parse_head(data)
    except Refusal as refusal:
        raise ValueError("an update that nobody could read") from refusal
    if read.release != release:
        raise ValueError("an update that says something else")
    return data


def introduce(successor: bytes, key: UnlockedKey) -> bytes:
    """Another publisher's key (SubjectPublicKeyInfo, DER) introduced by the one that signed until now."""
    return cose.sign1(_header(key.public), cbor.encode({_INTRODUCED: {1: successor}}), key.sign_raw)


def read_head(stream: IO[bytes]) -> Head:
    """The head of an update file, and the stream where the packages begin.

    Refusals UPDATE_DAMAGED, UPDATE_NEWER_FORMAT (a part whose meaning may matter is not known here).
    """
    start = stream.read(len(MAGIC) + _LENGTH)
    length = int.from_bytes(start[len(MAGIC) :], "big")
    if len(start) != len(MAGIC) + _LENGTH or not start.startswith(MAGIC) or length > LARGEST_HEAD:
        _SHAPE.refuse()
    return parse_head(start + stream.read(length))


def parse_head(data: bytes) -> Head:
    """A head from its bytes. Refusals as of `read_head`."""
    body = data[len(MAGIC) + _LENGTH :]
    if data[: len(MAGIC) + _LENGTH] != MAGIC + len(body).to_bytes(_LENGTH, "big") or len(body) > LARGEST_HEAD:
        _SHAPE.refuse()
    parts = _SHAPE.want(_decoded(body), list)
    if not 1 <= len(parts) <= MOST_INTRODUCTIONS + 1:
        _SHAPE.refuse()
    *introductions, message = (_SHAPE.want(each, bytes) for each in parts)
    signed = _message(message)
    release = _release(_SHAPE.inner(_SHAPE.map(_decoded(signed.payload)), _RELEASE))
    if not _signed_by(signed, release.publisher):
        _SHAPE.refuse()
    return Head(release, tuple(introductions), data)


def is_introduced(head: Head, known: bytes) -> bool:
    """Whether the publisher of `head` is `known`, or was introduced by it, one after the other."""
    for introduction in head.introductions:
        if known == head.release.publisher:
            break
        signed = _message(introduction)
        if _signed_by(signed, known):
            inner = _SHAPE.inner(_SHAPE.map(_decoded(signed.payload)), _INTRODUCED)
            known = _SHAPE.want(inner.get(1), bytes)
    return known == head.release.publisher


def _header(public: bytes) -> dict[int, Item]:
    return {cose.ALG: cose.ES256, cose.KID: key_id(public)}


def _signed_by(message: cose.Sign1, public: bytes) -> bool:
    if message.header != _header(public):
        return False
    return verifies(point_of(public, "UPDATE_DAMAGED"), message.signature, message.to_be_signed())


def _decoded(data: bytes) -> Item:
    with _in_our_words():
        return cbor.decode(data, cbor.LIST)


def _message(data: bytes) -> cose.Sign1:
    with _in_our_words():
        return cose.parse(data, cbor.LIST)


@contextmanager
def _in_our_words() -> Iterator[None]:
    try:
        yield
    except Refusal:
        _SHAPE.refuse()


def _release(inner: dict[int, Item]) -> Release:
    match inner.get(_REGISTER):
        case [int(opens), int(writes)] if 1 <= opens <= writes < 10_000:
            pass
        case _:
            _SHAPE.refuse()
    changes = tuple(_changes(row) for row in _SHAPE.rows(inner.get(_CHANGES), 1000))
    packages = tuple(_package(row) for row in _SHAPE.rows(inner.get(_PACKAGES), MOST_PACKAGES))
    release = Release(
        version=_matching(inner.get(_VERSION), _NUMBERS),
        platform=_matching(inner.get(_PLATFORM), _WORD),
        pythons=tuple(_matching(each, _PYTHON) for each in _SHAPE.rows(inner.get(_PYTHONS), 20)),
        built_at=_SHAPE.whole(inner.get(_BUILT)),
        opens=opens,
        writes=writes,
        drafts=_SHAPE.whole(inner.get(_DRAFTS)),
        unpacked=_SHAPE.whole(inner.get(_UNPACKED), LAST_SECOND),
        changes=changes,
        packages=packages,
        publisher=_SHAPE.want(inner.get(_PUBLISHER), bytes),
    )
    names = [each.name.lower() for each in packages]
    sensible = (
        packages
        and release.pythons
        and all(one < other for one, other in pairwise(names))
        and release.size <= LARGEST_UPDATE
    )
    if not sensible:
        _SHAPE.refuse()
    return release


def _changes(row: Item) -> Changes:
    match row:
        case [version, language, list(lines)] if len(lines) <= 1000:
            texts = tuple(_SHAPE.want(each, str) for each in lines)
            return Changes(_matching(version, _NUMBERS), _matching(language, _TAG), texts)
    _SHAPE.refuse()


def _package(row: Item) -> Package:
    match row:
        case [name, int(size), bytes(sha256)] if 0 < size <= LARGEST_PACKAGE and len(sha256) == 32:
            return Package(_matching(name, _WHEEL), size, sha256)
    _SHAPE.refuse()


def _matching(item: Item | None, pattern: Callable[[str], object]) -> str:
    text = _SHAPE.want(item, str)
    if pattern(text) is None:
        _SHAPE.refuse()
    return text
