"""A register digest of 250,000 numbers: size, read and believed, one number looked up, memory."""

import tracemalloc
from bisect import bisect_left
from collections.abc import Iterator
from hashlib import sha256
from itertools import cycle

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from benchmarks.harness import Job, Table, side_by_side
from benchmarks.scene import scene
from certapp.model.bare_number import bare_number
from certapp.seal import cbor
from certapp.seal.cose import parse
from certapp.trust.register_digest import HASH_BYTES, RegisterDigest, read_digest, sign_digest

YEARS, A_YEAR = 25, 10_000


def run() -> Iterator[Table]:
    """Reading, and looking up."""
    with scene() as made:
        anchors = (made.package().anchor,)
        country, now = made.office.country, made.office.clock.seconds
        numbers = {
            2001 + year: [f"{country}-{2001 + year}-01-{serial:06d}-K" for serial in range(1, A_YEAR + 1)]
            for year in range(YEARS)
        }
        path = made.folder / "large.xcdigest"
        path.write_bytes(sign_digest(country, now, now // 86400 - 1, ["01"], numbers, made.status_signer))
        digest = read_digest(path.read_bytes(), anchors)
        message = parse(digest.raw, cbor.LIST)
        r, s = (int.from_bytes(half, "big") for half in (message.signature[:32], message.signature[32:]))
        signature, signed, key = encode_dss_signature(r, s), message.to_be_signed(), digest.signer.key

        def read() -> RegisterDigest:
            return read_digest(path.read_bytes(), anchors)

        def bare() -> None:
            path.read_bytes()
            key.verify(signature, signed, ec.ECDSA(hashes.SHA256()))

        tracemalloc.start()
        kept = read()
        held, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        notes = (
            f"File of {path.stat().st_size / 1e6:.1f} MB; {len(kept):,} numbers in {YEARS} years;"
            f" kept {held / 1e6:.1f} MB, most while reading {most / 1e6:.0f} MB.",
        )
        jobs = [Job("read and believed", read), Job("read, one ECDSA verify over it", bare)]
        yield Table("Register digest of 250,000 numbers, read", side_by_side(jobs, 9), "", notes)
        known = cycle([numbers[2001 + year][year * 37] for year in range(YEARS)])
        first = digest.years[0]

        def one_year() -> None:
            wanted = sha256(first.salt + bare_number(next(known)).encode()).digest()[:HASH_BYTES]
            rows = range(len(first.hashes) // HASH_BYTES)
            bisect_left(rows, wanted, key=lambda row: first.hashes[row * HASH_BYTES : (row + 1) * HASH_BYTES])

        looked = [
            Job("a number looked up in all years", lambda: digest.holds(next(known)), 200),
            Job("hash and bisection in one year", one_year, 200),
        ]
        yield Table("Register digest, one number", side_by_side(looked, 9))
