"""The office's time-stamp authority, where it has set one: the only server this program ever asks anything of.

Signing never waits for it: what is not answered in time leaves a signature without a stamp (PAdES B-B), and says so.
"""

import threading
import urllib.request
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from certapp.model.errors import Refusal
from certapp.model.files import write_atomically
from certapp.seal import cbor
from certapp.service.office import Actor, Office
from certapp.service.rights import Right
from certapp.trust.stamper import stamper_certificate

STAMP_FILE: Final = "time-stamp.cbor"
SECONDS: Final = 8
"""For the whole answer, by the clock."""
_LARGEST_ANSWER: Final = 64 << 10
_LONGEST_URL: Final = 500
_TYPES: Final = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}


@dataclass(frozen=True)
class StampAuthority:
    """Where it answers (RFC 3161 over HTTP), and the certificate (DER) that its stamps are signed by."""

    url: str
    certificate: bytes


def stamp_authority(office: Office) -> StampAuthority | None:
    """The authority that the office has set, or None. Refusal STAMP_SETTING_DAMAGED."""
    try:
        written = (office.folder.trust / STAMP_FILE).read_bytes()
    except FileNotFoundError:
        return None
    try:
        match cbor.decode(written, cbor.LIST):
            case {1: str(url), 2: bytes(certificate)}:
                return StampAuthority(url, certificate)
    except Refusal:
        pass
    raise Refusal("STAMP_SETTING_DAMAGED")


def set_stamp_authority(office: Office, actor: Actor, url: str, certificate: bytes) -> StampAuthority:
    """Have signatures stamped from now on. `certificate`: the authority's own (DER or PEM), for time stamps alone.

    Refusals: ROLE_MISSING, STAMP_URL_WRONG, STAMP_CERTIFICATE_WRONG.
    """
    actor.require(Right.KEEP_KEYS)
    authority = StampAuthority(_checked(url), stamper_certificate(certificate, office.clock.seconds))
    written = cbor.encode({1: authority.url, 2: authority.certificate})
    office.record_alone(actor, "TIME_STAMPS_SET", "time_stamps", {"url": authority.url})
    write_atomically(office.folder.trust / STAMP_FILE, written)
    return authority


def drop_stamp_authority(office: Office, actor: Actor) -> None:
    """Have no signatures stamped any more. Refusal ROLE_MISSING."""
    actor.require(Right.KEEP_KEYS)
    office.record_alone(actor, "TIME_STAMPS_SET", "time_stamps", {"url": ""})
    (office.folder.trust / STAMP_FILE).unlink(missing_ok=True)


def stamped(pdf: bytes, authority: StampAuthority, seconds: float = SECONDS) -> tuple[bytes, Refusal | None]:
    """The signed file with a time stamp; or as it was, with the reason: STAMP_NO_ANSWER, STAMP_WRONG_ANSWER."""
    from certapp.document.timestamp import with_time_stamp

    try:
        return with_time_stamp(pdf, authority.certificate, lambda request: ask(authority.url, request, seconds)), None
    except Refusal as refusal:
        return pdf, refusal
    except Exception:  # whatever the server sent
        return pdf, Refusal("STAMP_WRONG_ANSWER", url=authority.url)


def ask(url: str, request: bytes, seconds: float = SECONDS) -> bytes:
    """Send a request and wait so long, and no longer. Refusal STAMP_NO_ANSWER."""
    answers: list[bytes] = []
    asking = threading.Thread(target=_ask, args=(url, request, seconds, answers), daemon=True)
    asking.start()
    asking.join(seconds)
    if not answers:
        raise Refusal("STAMP_NO_ANSWER", url=url)
    return answers[0]


def _ask(url: str, request: bytes, seconds: float, answers: list[bytes]) -> None:
    try:
        asked = urllib.request.Request(url, request, _TYPES, method="POST")
        with _OPENER.open(asked, timeout=seconds) as reply:
            answer = reply.read(_LARGEST_ANSWER + 1)
        if reply.status == 200 and len(answer) <= _LARGEST_ANSWER:
            answers.append(answer)
    except Exception:  # no network, no such name, no answer: all the same to who signs
        return


class _NoDetour(urllib.request.HTTPRedirectHandler):
    """The server that was set answers, or none."""

    def redirect_request(self, *_: object) -> None:
        return None


_OPENER: Final = urllib.request.build_opener(_NoDetour)


def _checked(url: str) -> str:
    try:
        parts = urlsplit(url.strip())
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and not (parts.username or parts.password)
    except ValueError:
        fits = False
    if not fits or len(url) > _LONGEST_URL or not cbor.acceptable(url.strip()) or not url.strip().isascii():
        raise Refusal("STAMP_URL_WRONG", url=ascii(url)[1:80])
    return url.strip()
