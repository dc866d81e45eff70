"""A token in software (SoftHSM) with keys on it, for tests; made by another process, as by the maker's own program."""

import importlib.util
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from certapp.trust.token import SeenToken, TokenModule, TokenPlace
from certapp.trust.token_modules import known_modules

PIN = "271828"
SEAL, TWIN, RSA, DOUBLED = b"\x01", b"\x02", b"\x03", b"\x04"

LIBRARY = next((path for path in known_modules() if "softhsm" in path.name), None)
needs_softhsm = pytest.mark.skipif(
    LIBRARY is None or shutil.which("softhsm2-util") is None or importlib.util.find_spec("pkcs11") is None,
    reason="not installed: softhsm2, python-pkcs11",
)

_FILL = """
import sys
import pkcs11
from pkcs11 import Attribute, KeyType
from pkcs11.util.ec import encode_named_curve_parameters
library, pin = sys.argv[1:]
(token,) = [each for each in pkcs11.lib(library).get_tokens() if each.label == "Seal of the office"]
with token.open(rw=True, user_pin=pin) as session:
    curve = session.create_domain_parameters(
        KeyType.EC, {Attribute.EC_PARAMS: encode_named_curve_parameters("secp256r1")}, local=True)
    for key_id in (1, 2, 4, 4):
        curve.generate_keypair(id=bytes([key_id]), label="seal", store=True)
    session.generate_keypair(KeyType.RSA, 2048, id=bytes([3]), label="old seal", store=True)
"""


@dataclass(frozen=True)
class SoftToken:
    """The token: its library, and the folder that stands for the thing in the reader."""

    library: Path
    folder: Path

    def place(self, key_id: bytes = SEAL) -> TokenPlace:
        return TokenPlace(self.library, self.seen.serial, key_id)

    @property
    def seen(self) -> SeenToken:
        with TokenModule(self.library) as module:
            (token,) = module.tokens()
        return token

    def pull_out(self) -> None:
        self.folder.rename(self.folder.with_name("in-the-pocket"))
        self.folder.mkdir()

    def put_in(self) -> None:
        self.folder.rmdir()
        self.folder.with_name("in-the-pocket").rename(self.folder)


def make_token(folder: Path, pin: str = PIN) -> SoftToken:
    """A token with two P-256 keys of one label, an RSA key, and two keys of one id. Sets SOFTHSM2_CONF."""
    assert LIBRARY is not None
    tokens = folder / "tokens"
    tokens.mkdir(parents=True)
    settings = folder / "softhsm2.conf"
    settings.write_text(f"directories.tokendir = {tokens}\nobjectstore.backend = file\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(settings)
    words = ["--init-token", "--free", "--label", "Seal of the office", "--pin", pin, "--so-pin", "314159"]
    subprocess.run(["softhsm2-util", *words], check=True, capture_output=True)
    subprocess.run([sys.executable, "-c", _FILL, str(LIBRARY), pin], check=True)
    return SoftToken(LIBRARY, tokens)
