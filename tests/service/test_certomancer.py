"""Time stamps, certificates and lists of an authority that is not of our making: certomancer, on loopback."""

import importlib.util
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from certapp.service.archiving import archive
from certapp.service.deciding import approve
from certapp.service.issuing import issue
from certapp.service.office import Office, open_office
from certapp.service.receiving import receive
from certapp.service.stamping import set_stamp_authority
from certapp.service.verifying import verify_bytes
from tests.bad.make import small_application
from tests.document.test_signing import needs, run
from tests.offices import copied_desk, passphrase

pytestmark = pytest.mark.skipif(importlib.util.find_spec("certomancer") is None, reason="certomancer is not installed")

CONFIG = Path(__file__).with_name("certomancer.yml")


class Authority:
    """A root, two certificates for time stamps under it, and its list of revoked certificates."""

    def __init__(self, port: int) -> None:
        self._url = f"http://127.0.0.1:{port}/clock"

    def stamps(self, name: str) -> str:
        return f"{self._url}/tsa/{name}"

    def get(self, path: str) -> bytes:
        with urllib.request.urlopen(f"{self._url}/{path}", timeout=10) as answer:
            content: bytes = answer.read()
            return content

    def certificate(self, name: str) -> bytes:
        return self.get(f"certs/root/issued/{name}.crt")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    folder = tmp_path_factory.mktemp("certomancer")
    for name in ("root", "one", "two"):
        key = rsa.generate_private_key(65537, 2048)
        form = serialization.PrivateFormat.TraditionalOpenSSL
        pem = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
        (folder / f"{name}.pem").write_bytes(pem)
    (folder / "certomancer.yml").write_text(CONFIG.read_text("utf-8"), "utf-8")
    for _another in range(5):  # a port that was free may be another program's by the time it is taken
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [sys.executable, "-m", "certomancer", "--config", "certomancer.yml", "animate", "--port", str(port)]
        with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
            try:
                made = Authority(port)
                while server.poll() is None:
                    try:
                        made.get("certs/root/ca.crt")
                    except OSError:
                        time.sleep(0.1)
                    else:
                        yield made
                        return
            finally:
                server.terminate()
    raise AssertionError("certomancer did not start")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(copied_desk(tmp_path).office) as opened:
        yield opened


@needs("qpdf", "pdfsig")
def test_each_level_up_to_a_renewal_by_the_next_certificate(
    office: Office, authority: Authority, tmp_path: Path
) -> None:
    anna, boris = office.log_in("anna", passphrase), office.log_in("boris", passphrase)
    set_stamp_authority(office, boris, authority.stamps("one"), authority.certificate("one"))
    number = receive(office, anna, small_application())
    approve(office, boris, number)
    issued = issue(office, boris, number, office.unlock("document_signer", passphrase))
    assert issued.unstamped is None
    kept = archive(office, issued.pdf, (authority.get("certs/root/ca.crt"), authority.get("crls/root/latest.crl")))
    assert (kept.level, kept.unstamped) == ("B-LTA", None)
    assert kept.ends == int(datetime(2035, 1, 1, tzinfo=UTC).timestamp())
    time.sleep(1.1)  # stamps tell whole seconds
    set_stamp_authority(office, boris, authority.stamps("two"), authority.certificate("two"))
    renewed = archive(office, kept.pdf)
    assert renewed.ends == int(datetime(2040, 1, 1, tzinfo=UTC).timestamp())
    for level, pdf in (("B-T", issued.pdf), ("B-LTA", kept.pdf), ("B-LTA", renewed.pdf)):
        found = verify_bytes(pdf, office.trust.view(), office.clock.seconds)
        assert found.pdf is not None and (found.pdf.outcome, found.pdf.level) == ("genuine", level)
        file = tmp_path / "file.pdf"
        file.write_bytes(pdf)
        run("qpdf", "--check", file)
        assert "Signature is Valid." in run("pdfsig", "-nocert", file)
