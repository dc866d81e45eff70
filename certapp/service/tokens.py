"""Hardware tokens: finding the maker's library, what is on them, a test, and taking one as the office's signer."""

from dataclasses import dataclass
from pathlib import Path

from certapp.model.errors import Refusal
from certapp.service.office import CA_CERTIFICATE, CRL, Actor, Office, Passphrase
from certapp.service.rights import Right
from certapp.trust.certificate import read_certificate
from certapp.trust.hierarchy import issue_document_signer
from certapp.trust.keyring import CA, DOCUMENT_SIGNER, KeyRing
from certapp.trust.package import build_package
from certapp.trust.token import P256, SeenKey, SeenToken, TokenModule, TokenPlace, open_token_key
from certapp.trust.token_modules import known_modules


@dataclass(frozen=True)
class Seen:
    """A maker's library, and the tokens it sees; or why it cannot say."""

    module: Path
    tokens: tuple[SeenToken, ...] = ()
    refusal: Refusal | None = None


def look(module: Path | None = None) -> tuple[Seen, ...]:
    """What the library `module` sees, or each that is known on this system. No PIN is needed, nothing raised."""
    found = []
    for path in (module,) if module else known_modules():
        with TokenModule(path) as library:
            try:
                found.append(Seen(path, library.tokens()))
            except Refusal as refusal:
                found.append(Seen(path, refusal=refusal))
    return tuple(found)


def find_key(place: TokenPlace) -> SeenKey:
    """The key at `place`, as anybody sees it. Refusals TOKEN_NOT_THERE, TOKEN_KEY_NOT_THERE, TOKEN_KEY_HIDDEN."""
    with TokenModule(place.module) as library:
        token = next((each for each in library.tokens() if each.serial == place.serial), None)
    if token is None:
        raise Refusal("TOKEN_NOT_THERE")
    key = next((each for each in token.keys if each.id == place.key_id), None)
    if key is None:
        raise Refusal("TOKEN_KEY_NOT_THERE")
    if not key.public:
        raise Refusal("TOKEN_KEY_HIDDEN")
    return key


def test_token(place: TokenPlace, pin: str) -> str:
    """Log in, sign something, verify it: the kind of key. Refusals of `find_key` and `open_token_key`."""
    key = open_token_key("token", place, pin, (), find_key(place).public)
    key.close()
    return key.kind


def enrol_document_signer(
    office: Office,
    actor: Actor,
    place: TokenPlace,
    passphrase: Passphrase,
    ca_keys: Path | None = None,
    *,
    wait: bool = False,
) -> bytes:
    """Make a key on a token the office's document signer; gives its certificate (DER).

    `wait`: it waits, as a new key file does, until `ceremony.use_next_signer` takes it into use, so that its
    certificate reaches the border first; the one before signs on. Else it signs from now on, as where that was lost.

    `passphrase` is asked for the PIN ('document_signer') and for the country CA's ('ca'), whose key lies in `ca_keys`
    or in the office. What the signer before it signed stays believed. Border posts need the new authority package.

    Refusals: ROLE_MISSING, TOKEN_KEY_NOT_FOR_CODES, CERTIFICATE_OF_OTHER_KEY, those of `find_key`,
    `open_token_key` and of the CA's key.
    """
    actor.require(Right.KEEP_KEYS)
    key = find_key(place)
    if key.kind != P256:
        raise Refusal("TOKEN_KEY_NOT_FOR_CODES", kind=key.kind or "?")
    open_token_key(DOCUMENT_SIGNER, place, passphrase(DOCUMENT_SIGNER), (), key.public).close()
    ring = KeyRing(ca_keys) if ca_keys else office.keys
    ca = ring.unlock(CA, passphrase(CA), office.clock.wall())
    ca_der = (office.folder.trust / CA_CERTIFICATE).read_bytes()
    if ca.certificate != ca_der:
        raise Refusal("CERTIFICATE_OF_OTHER_KEY", name=CA)
    certificate = issue_document_signer(ca, key.public, office.code, office.clock.seconds)
    crl = (office.folder.trust / CRL).read_bytes()
    office.trust.import_file(build_package(ca_der, (certificate,), (), crl), office.clock.seconds)
    facts = {"kid": read_certificate(certificate).kid, "token": place.serial}
    if wait:
        office.keys.place_next(DOCUMENT_SIGNER, place)
        office.keys.certify_next(DOCUMENT_SIGNER, certificate, (ca_der,))
        office.record_alone(actor, "SIGNER_CERTIFIED", DOCUMENT_SIGNER, facts)
        return certificate
    office.keys.place(DOCUMENT_SIGNER, place, certificate, (ca_der,))
    office.record_alone(actor, "SIGNER_ENROLLED", "document_signer", facts)
    return certificate
