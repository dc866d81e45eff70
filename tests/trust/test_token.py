"""Keys on a token: what anybody sees, signing, and every way in which it can go wrong."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.serialization import load_der_public_key

from certapp.model.errors import Refusal
from certapp.model.language import NAMES
from certapp.model.sentences import sentence
from certapp.trust import es256, token
from certapp.trust.keyring import KeyRing
from certapp.trust.token import TokenKey, TokenModule, TokenPlace, open_token_key
from certapp.trust.token_modules import known_modules
from tests.tokens import DOUBLED, LIBRARY, PIN, RSA, SEAL, TWIN, SoftToken, make_token, needs_softhsm


@pytest.fixture(scope="module")
def soft(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SoftToken]:
    before = os.environ.get("SOFTHSM2_CONF")
    yield make_token(tmp_path_factory.mktemp("token"))
    if before is None:
        del os.environ["SOFTHSM2_CONF"]


def public_of(soft: SoftToken, key_id: bytes) -> bytes:
    return next(key.public for key in soft.seen.keys if key.id == key_id)


def opened(soft: SoftToken, key_id: bytes = SEAL, pin: str = PIN) -> TokenKey:
    return open_token_key("seal", soft.place(key_id), pin, (), public_of(soft, key_id))


def refusal(act: object) -> str:
    with pytest.raises(Refusal) as caught:
        act()  # type: ignore[operator]
    for language in NAMES:
        assert sentence(caught.value.code, caught.value.params, language) != caught.value.code
    return caught.value.code


@needs_softhsm
def test_anybody_sees_what_is_on_it(soft: SoftToken) -> None:
    seen = soft.seen
    assert (seen.label, seen.maker) == ("Seal of the office", "SoftHSM project")
    kinds = {key.id: (key.label, key.kind) for key in seen.keys}
    assert kinds[SEAL] == kinds[TWIN] == ("seal", "P-256")
    assert kinds[RSA] == ("old seal", "RSA-2048")


@needs_softhsm
def test_of_two_keys_with_one_label_the_id_tells_which(soft: SoftToken) -> None:
    assert public_of(soft, SEAL) != public_of(soft, TWIN)
    for key_id in (SEAL, TWIN):
        key = opened(soft, key_id)
        public = load_der_public_key(public_of(soft, key_id))
        assert isinstance(public, ec.EllipticCurvePublicKey)
        assert es256.verifies(public, key.sign_raw(b"data"), b"data")
        public.verify(key.sign_der(b"data"), b"data", ec.ECDSA(hashes.SHA256()))
        key.close()
    assert refusal(lambda: opened(soft, DOUBLED)) == "TOKEN_KEY_AMBIGUOUS"


@needs_softhsm
def test_an_rsa_key_signs_pdfs_but_no_codes(soft: SoftToken) -> None:
    key = opened(soft, RSA)
    public = load_der_public_key(public_of(soft, RSA))
    public.verify(key.sign_der(b"data"), b"data", padding.PKCS1v15(), hashes.SHA256())  # type: ignore[union-attr, call-arg, arg-type]
    assert refusal(lambda: key.sign_raw(b"data")) == "TOKEN_KEY_NOT_FOR_CODES"
    key.close()


@needs_softhsm
def test_a_wrong_pin_is_said_and_does_no_harm_to_the_next(soft: SoftToken) -> None:
    assert refusal(lambda: opened(soft, pin="000000")) in ("TOKEN_PIN_WRONG", "TOKEN_PIN_LAST_TRY")
    assert refusal(lambda: opened(soft, pin="")) in ("TOKEN_PIN_WRONG", "TOKEN_PIN_LAST_TRY")
    key = opened(soft)
    assert len(key.sign_raw(b"data")) == 64
    key.close()


@needs_softhsm
def test_a_token_or_key_that_is_not_there(soft: SoftToken) -> None:
    place, public = soft.place(), public_of(soft, SEAL)
    other = TokenPlace(place.module, "no such serial", SEAL)
    assert refusal(lambda: open_token_key("seal", other, PIN, (), public)) == "TOKEN_NOT_THERE"
    nothing = TokenPlace(place.module, place.serial, b"\x99")
    assert refusal(lambda: open_token_key("seal", nothing, PIN, (), public)) == "TOKEN_KEY_NOT_THERE"


@needs_softhsm
def test_a_token_that_signs_with_another_key_than_it_says_is_found_out(soft: SoftToken) -> None:
    twin = public_of(soft, TWIN)
    assert refusal(lambda: open_token_key("seal", soft.place(), PIN, (), twin)) == "TOKEN_SIGNATURE_WRONG"


@needs_softhsm
def test_pulled_out_while_it_is_used_and_put_in_again(soft: SoftToken) -> None:
    key = opened(soft)
    place, public = soft.place(), public_of(soft, SEAL)
    soft.pull_out()
    try:
        assert refusal(lambda: key.sign_raw(b"data")) == "TOKEN_GONE"
        assert refusal(lambda: open_token_key("seal", place, PIN, (), public)) == "TOKEN_NOT_THERE"
    finally:
        soft.put_in()
        key.close()
    again = opened(soft)
    assert len(again.sign_raw(b"data")) == 64
    again.close()


@needs_softhsm
def test_a_library_that_died_has_forgotten_the_login(soft: SoftToken) -> None:
    key = opened(soft)
    key.close()
    assert refusal(lambda: key.sign_raw(b"data")) == "TOKEN_GONE"


@needs_softhsm
def test_a_library_that_does_not_answer(soft: SoftToken) -> None:
    with TokenModule(soft.library, seconds=0.001) as module:
        assert refusal(module.tokens) == "TOKEN_SILENT"


@needs_softhsm
def test_the_pin_is_nowhere_but_in_the_pipe(soft: SoftToken, tmp_path: Path) -> None:
    key = opened(soft)
    process = key._module._helper.process
    words = Path(f"/proc/{process}/cmdline").read_bytes() + Path(f"/proc/{process}/environ").read_bytes()
    assert PIN.encode() not in words
    assert PIN not in repr(vars(key)) + repr(vars(key._module))
    ring = KeyRing(tmp_path)
    ring.folder.mkdir(exist_ok=True)
    from tests.document.conftest import make_key

    made = make_key()
    ring.place("seal", soft.place(), made.certificate, made.issuers)
    assert all(PIN.encode() not in path.read_bytes() for path in tmp_path.iterdir())
    assert ring.placed("seal") == soft.place()
    key.close()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("none.so", None, "TOKEN_MODULE_NOT_THERE"),
        ("words.so", b"no library", "TOKEN_MODULE_UNUSABLE"),
        ("words.txt", b"no library", "TOKEN_MODULE_UNUSABLE"),
    ],
)
def test_what_is_no_library(tmp_path: Path, name: str, content: bytes | None, code: str) -> None:
    pytest.importorskip("pkcs11")
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
        path.chmod(0o644)
    with TokenModule(path) as module:
        assert refusal(module.tokens) == code


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")
def test_a_library_that_others_may_change_is_not_run(tmp_path: Path) -> None:
    path = tmp_path / "any.so"
    path.write_bytes(b"")
    path.chmod(0o666)
    with TokenModule(path) as module:
        assert refusal(module.tokens) == "TOKEN_MODULE_OPEN"
        assert module._helper.process is None


@pytest.mark.parametrize(
    "written", [b"", b"[]", b"{}", json.dumps({"module": "/a", "serial": "1", "id": "x"}).encode()]
)
def test_a_damaged_note_of_the_place_is_refused(tmp_path: Path, written: bytes) -> None:
    (tmp_path / "seal.token").write_bytes(written)
    assert refusal(lambda: KeyRing(tmp_path).placed("seal")) == "TOKEN_PLACE_DAMAGED"


def test_the_search_for_libraries_finds_what_is_installed() -> None:
    assert LIBRARY is None or LIBRARY in known_modules()
    assert all(path.is_absolute() for path in known_modules())
    assert token.SECONDS > 0
