"""A status bulletin of 10,000 and of a million revoked certificates: read and believed, then asked."""

import secrets
import tracemalloc
from bisect import bisect_left
from collections.abc import Callable, Iterator
from hashlib import sha256
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from benchmarks.harness import Job, Table, side_by_side
from benchmarks.scene import Scene, scene
from certapp.seal import cbor
from certapp.seal.cose import parse
from certapp.trust.bulletin import ID_BYTES, Bulletin, Entry, RevocationReason, read_bulletin, sign_bulletin
from certapp.trust.fingerprint import fingerprint40
from certapp.trust.kept_view import KeptView
from certapp.trust.store import TrustStore
from certapp.trust.view import TrustView

DAY = 20_000
"""A day of 2024, since 1970-01-01."""


def run() -> Iterator[Table]:
    """Both sizes."""
    with scene() as made:
        anchors = (made.package().anchor,)
        for size, rounds in ((10_000, 15), (1_000_000, 5)):
            path = made.folder / f"{size}.xcstatus"
            path.write_bytes(_signed(made, size))
            bulletin = read_bulletin(path.read_bytes(), anchors)
            bare = _Bare(path, bulletin)

            def read(path: Path = path) -> Bulletin:
                return read_bulletin(path.read_bytes(), anchors)

            with TemporaryDirectory() as folder:
                post, now = _post(made, Path(folder) / "post"), made.office.clock.seconds

                def take_in(path: Path = path, now: int = now) -> None:
                    with TemporaryDirectory() as folder:
                        _post(made, Path(folder)).import_file(path.read_bytes(), now)

                post.import_file(path.read_bytes(), now)
                kept = KeptView(post)
                jobs = [
                    Job("taken in by a post that is new", take_in),
                    Job("a post opened that has it", post.view),
                    Job("the same asked again, by the next scan", kept),
                    Job("read, every row looked over", read),
                    Job("read, one ECDSA verify over it", bare.read),
                ]
                notes = (
                    f"File of {path.stat().st_size / 1e6:.1f} MB.",
                    f"Most memory while a post opens {_most_memory(post.view, size) / 1e6:.1f} MB,"
                    f" while it takes it in {_most_memory(take_in, None) / 1e6:.1f} MB.",
                )
                target = "20 ms CPU, 15 MB for a million" if size == 1_000_000 else ""
                yield Table(f"Bulletin of {size:,} entries, read", side_by_side(jobs, rounds), target, notes)
            yield _look_up(bulletin, bare)


def _post(made: Scene, folder: Path) -> TrustStore:
    """A post that believes the authority and has no list of it yet."""
    store, ca = TrustStore(folder, in_training=True), made.package().anchor.certificate
    store.import_file(ca.der, made.office.clock.seconds, fingerprint40(ca.der))
    return store


def _most_memory(act: Callable[[], TrustView | None], size: int | None) -> int:
    tracemalloc.start()
    done = act()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert done is None or [len(each) for each in done.bulletins.values()] == [size]
    return most


def _look_up(bulletin: Bulletin, bare: "_Bare") -> Table:
    places = [row for row in range(0, len(bulletin), 97) if bulletin.reasons[row] != RevocationReason.SUPERSEDED]
    known = cycle([bytes(bulletin.ids[row * ID_BYTES : (row + 1) * ID_BYTES]) for row in places])
    places = [row for row in range(0, len(bulletin), 97) if bulletin.reasons[row] == RevocationReason.SUPERSEDED]
    replaced = cycle([bytes(bulletin.ids[row * ID_BYTES : (row + 1) * ID_BYTES]) for row in places])
    unknown = cycle([secrets.token_bytes(ID_BYTES) for _ in range(100)])
    jobs = [
        Job("an entry looked up", lambda: bulletin.find(next(known)), 1000),
        Job("one that was replaced, with its new number", lambda: bulletin.find(next(replaced)), 100),
        Job("an id that is not listed", lambda: bulletin.find(next(unknown)), 1000),
        Job("bisect over the bare bytes", lambda: bare.find(next(known)), 1000),
    ]
    title = f"Bulletin of {len(bulletin):,} entries, one look-up"
    return Table(title, side_by_side(jobs, 9), "0.01 ms CPU")


class _Bare:
    """What cannot be left out: the file's bytes, one check of its signature, a bisection."""

    def __init__(self, path: Path, bulletin: Bulletin) -> None:
        self._path, self._ids = path, bytes(bulletin.ids)
        message = parse(bulletin.raw, cbor.LIST)
        r, s = (int.from_bytes(half, "big") for half in (message.signature[:32], message.signature[32:]))
        self._signature, self._key = encode_dss_signature(r, s), bulletin.signer.key
        self._signed = message.to_be_signed()

    def read(self) -> None:
        data = self._path.read_bytes()
        self._key.verify(self._signature, self._signed, ec.ECDSA(hashes.SHA256()))
        assert len(data) > len(self._ids)

    def find(self, wanted: bytes) -> bool:
        ids = self._ids
        found = bisect_left(range(len(ids) // 8), wanted, key=lambda row: ids[row * 8 : row * 8 + 8])
        return ids[found * 8 : found * 8 + 8] == wanted


def _signed(made: Scene, size: int) -> bytes:
    country = made.office.country

    def entry(row: int) -> Entry:
        reason = 1 + row % 7
        number = f"{country}-2026-01-{row % 1_000_000:06d}-K" if reason == RevocationReason.SUPERSEDED else ""
        return Entry(sha256(b"%d" % row).digest()[:ID_BYTES], DAY + row % 700, reason, number)

    entries = map(entry, range(size))
    now = made.office.clock.seconds
    return sign_bulletin(made.office.country, 99, now, now + 86400, entries, made.status_signer)
