"""A time-stamp authority for tests, on loopback: it answers, or does what servers do."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from asn1crypto import keys, tsp, x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from certapp.document.archive import archived
from tests.document.conftest import AT, MadeKey, make_key

Answer = Callable[[bytes], bytes]


def make_stamp_key(ca_private: ec.EllipticCurvePrivateKey | None = None) -> MadeKey:
    """An RSA key with a certificate for time stamps alone, under a new CA or the one with this key."""
    private = rsa.generate_private_key(65537, 2048)
    usages = (ExtendedKeyUsageOID.TIME_STAMPING,)
    return make_key("Clock of Exampleland", "Clock CA", private, usages, critical=True, ca_private=ca_private)


@dataclass
class Stamper:
    """Answers requests as a time-stamp authority does, at a fixed moment or now."""

    key: MadeKey = field(default_factory=make_stamp_key)
    at: datetime | None = None

    def __call__(self, request: bytes) -> bytes:
        private = self.key.private.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        stamper = DummyTimeStamper(
            x509.Certificate.load(self.key.certificate),
            keys.PrivateKeyInfo.load(private),
            SimpleCertificateStore(),
            fixed_dt=self.at or datetime.now(UTC),
        )
        answered = asyncio.run(stamper.async_request_tsa_response(tsp.TimeStampReq.load(request)))
        return bytes(answered.dump())


@contextmanager
def server(answer: Answer, *, status: int = 200, pause: float = 0, drip: bool = False) -> Iterator[str]:
    """A server on loopback: its address. `pause` before it answers, in seconds; `drip`: a byte now and then."""
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # the library's name
            request = self.rfile.read(int(self.headers["Content-Length"]))
            over.wait(pause)
            content = answer(request)
            self.send_response(status)
            self.send_header("Content-Type", "application/timestamp-reply")
            if status == 302:
                self.send_header("Location", "http://127.0.0.1:9/elsewhere")
            self.end_headers()
            for each in content if drip else ():
                self.wfile.write(bytes([each]))
                self.wfile.flush()
                if over.wait(0.2):
                    return
            if not drip:
                self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running.daemon_threads = True
    thread = threading.Thread(target=running.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{running.server_address[1]}/tsa"
    finally:
        over.set()
        running.shutdown()
        running.server_close()


def renewed(pdf: bytes, stamper: Stamper, *more: bytes, lists: tuple[bytes, ...] = (), years: int = 1) -> bytes:
    """A copy made to last with one more stamp over the whole, so many years later."""
    later = Stamper(stamper.key, AT.replace(year=AT.year + years))
    return archived(pdf, more, lists, later, stamper.key.certificate)
