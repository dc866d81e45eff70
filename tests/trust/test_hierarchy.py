"""The certificates of a country: what each may do, and which chains hold."""

import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from certapp.model.errors import Refusal
from certapp.trust.certificate import at, read_certificate
from certapp.trust.fingerprint import fingerprint40, same_fingerprint
from certapp.trust.hierarchy import (
    ACTING,
    DOCUMENT_SIGNING,
    STATUS_SIGNING,
    create_country_ca,
    issue_crl,
    office_of,
    signs_until,
)
from certapp.trust.path import Anchor, issuer_of, read_country_ca, read_crl
from tests.trust.authority import DAY, FOUNDED, YEAR, Authority, found, new_key

USAGES = (DOCUMENT_SIGNING, STATUS_SIGNING, ACTING)


@pytest.fixture(scope="module")
def xa() -> Authority:
    return found("XA")


def stands(der: bytes, authority: Authority, usage: x509.ObjectIdentifier, when: int = FOUNDED) -> bool:
    anchor = Anchor(read_country_ca(authority.ca.certificate))
    return issuer_of(read_certificate(der), [anchor], usage, when) is not None


def test_each_signer_stands_under_its_ca_for_its_own_usage_only(xa: Authority) -> None:
    official = xa.new_official("ana", "Ana Example")
    for key, own in ((xa.signer, DOCUMENT_SIGNING), (xa.status, STATUS_SIGNING), (official, ACTING)):
        assert [usage for usage in USAGES if stands(key.certificate, xa, usage)] == [own]


def test_the_ca_itself_is_no_signer(xa: Authority) -> None:
    assert not any(stands(xa.ca.certificate, xa, usage) for usage in USAGES)


def test_a_signer_of_another_ca_does_not_stand(xa: Authority) -> None:
    assert not stands(found("XA").signer.certificate, xa, DOCUMENT_SIGNING)


def test_a_signer_of_another_country_under_this_ca_does_not_stand(xa: Authority) -> None:
    assert not stands(made(xa, country="XB"), xa, DOCUMENT_SIGNING)
    assert stands(made(xa), xa, DOCUMENT_SIGNING)  # the same without the flaw


@pytest.mark.parametrize("flaw", ["ca", "no_usage", "key_cert_sign", "no_key_usage", "critical_policy"])
def test_a_signer_with_the_wrong_extensions_does_not_stand(xa: Authority, flaw: str) -> None:
    assert not stands(made(xa, flaw=flaw), xa, DOCUMENT_SIGNING)


@pytest.mark.parametrize("when", [FOUNDED - 1, FOUNDED + 5 * YEAR + 2 * DAY, FOUNDED + 13 * YEAR])
def test_a_signer_stands_only_in_its_time(xa: Authority, when: int) -> None:
    assert stands(xa.signer.certificate, xa, DOCUMENT_SIGNING, FOUNDED + 5 * YEAR)
    assert not stands(xa.signer.certificate, xa, DOCUMENT_SIGNING, when)


def test_no_signer_outlives_its_ca() -> None:
    xa = found("XA")
    late = xa.new_signer(FOUNDED + 10 * YEAR)
    assert read_certificate(late.certificate).not_after == read_certificate(xa.ca.certificate).not_after


def test_a_document_signer_signs_for_a_year_for_its_office(xa: Authority) -> None:
    assert signs_until(xa.signer.certificate) == FOUNDED + YEAR
    assert office_of(xa.signer.certificate) == "01"
    assert office_of(xa.status.certificate) == ""
    assert signs_until(xa.ca.certificate) == read_certificate(xa.ca.certificate).not_after


def test_everything_under_a_training_authority_says_so(xa: Authority) -> None:
    trainers = found(training=True)
    for key in (trainers.ca, trainers.signer, trainers.status, trainers.new_official("ana", "Ana")):
        assert read_certificate(key.certificate).training
    assert not any(read_certificate(each.certificate).training for each in (xa.ca, xa.signer))


def test_a_long_name_is_cut_to_what_x509_holds(xa: Authority) -> None:
    name = read_certificate(xa.new_official("ana", "Ñ" * 200).certificate).name
    assert len(name.encode()) == 63 and name.endswith("…")


@pytest.mark.parametrize("country", ["xa", "XAX", "", "É1"])
def test_a_country_is_two_capital_letters(country: str) -> None:
    with pytest.raises(Refusal, match="COUNTRY_CODE"):
        create_country_ca(country, "Authority", new_key("ca"), FOUNDED, False)


def test_only_a_country_ca_is_taken_for_one(xa: Authority) -> None:
    assert read_country_ca(xa.ca.certificate).country == "XA"
    assert read_country_ca(read_certificate(xa.ca.certificate).pem()).der == xa.ca.certificate
    for other in (xa.signer.certificate, xa.status.certificate):
        with pytest.raises(Refusal, match="NOT_A_COUNTRY_CA"):
            read_country_ca(other)


def test_hostile_bytes_are_no_certificate(xa: Authority) -> None:
    good = xa.ca.certificate
    for data in (b"", b"0", b"x" * 9000, good[:-1], good + b"0", b"-----BEGIN CERTIFICATE-----\n"):
        with pytest.raises(Refusal, match="CERTIFICATE_DAMAGED"):
            read_certificate(data)


def test_a_flipped_bit_in_a_ca_is_refused(xa: Authority) -> None:
    for place in range(0, len(xa.ca.certificate), 7):
        changed = bytearray(xa.ca.certificate)
        changed[place] ^= 1
        with pytest.raises(Refusal, match=r"CERTIFICATE_DAMAGED|NOT_A_COUNTRY_CA"):
            read_country_ca(bytes(changed))


def test_the_list_of_withdrawn_signers_is_the_cas(xa: Authority) -> None:
    ca = read_country_ca(xa.ca.certificate)
    assert read_crl(issue_crl(xa.ca, FOUNDED, 1), ca).revoked == frozenset()
    crl = read_crl(xa.crl(xa.signer, number=7), ca)
    assert crl.number == 7
    assert Anchor(ca, crl).has_revoked(read_certificate(xa.signer.certificate))
    assert not Anchor(ca, crl).has_revoked(read_certificate(xa.status.certificate))
    for data in (found("XA").crl(), b"", xa.crl()[:-1], xa.crl() + b"0"):
        with pytest.raises(Refusal, match="CRL_DAMAGED"):
            read_crl(data, ca)


def test_the_fingerprint_is_forty_digits_that_can_be_read_aloud(xa: Authority) -> None:
    digits = fingerprint40(xa.ca.certificate)
    assert [len(group) for group in digits.split(" ")] == [5] * 8
    assert digits.replace(" ", "").isdigit()
    assert fingerprint40(b"") == "74790 60459 25518 79389 14936 96987 73962 02535"
    assert same_fingerprint(digits, digits.replace(" ", "-")) and same_fingerprint(digits, f" {digits}\n")
    assert not same_fingerprint(digits, digits[:-1]) and not same_fingerprint(digits, "")


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_openssl_agrees_with_the_chain(xa: Authority, tmp_path: Path) -> None:
    for name, key in (("ca", xa.ca), ("ds", xa.signer), ("other", found().signer)):
        (tmp_path / name).write_bytes(read_certificate(key.certificate).pem())

    def verified(name: str) -> bool:
        command = ["openssl", "verify", "-x509_strict", "-attime", str(FOUNDED + DAY)]
        return (
            subprocess.run(
                [*command, "-CAfile", str(tmp_path / "ca"), str(tmp_path / name)], capture_output=True
            ).returncode
            == 0
        )

    assert verified("ds")
    assert not verified("other")


def made(authority: Authority, *, country: str = "XA", flaw: str = "") -> bytes:
    """A document signer's certificate written by hand, with one flaw."""
    key, issuer = new_key("x"), read_certificate(authority.ca.certificate).parsed
    public = key.private.public_key()
    ca_public = authority.ca.private.public_key()
    usage = dict.fromkeys(KEY_USAGES, False) | {
        "digital_signature": True,
        "key_cert_sign": flaw == "key_cert_sign",
    }
    name = [(NameOID.COUNTRY_NAME, country), (NameOID.COMMON_NAME, "Signer")]
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(oid, value) for oid, value in name]))
        .issuer_name(issuer.subject)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at(FOUNDED))
        .not_valid_after(at(FOUNDED) + timedelta(days=9))
        .add_extension(x509.BasicConstraints(flaw == "ca", None), True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_public), False)
    )
    if flaw != "no_usage":
        builder = builder.add_extension(x509.ExtendedKeyUsage([DOCUMENT_SIGNING]), False)
    if flaw != "no_key_usage":
        builder = builder.add_extension(x509.KeyUsage(**usage), True)
    if flaw == "critical_policy":
        policy = x509.PolicyInformation(x509.ObjectIdentifier("1.2.3"), None)
        builder = builder.add_extension(x509.CertificatePolicies([policy]), True)
    return builder.sign(authority.ca.private, hashes.SHA256()).public_bytes(Encoding.DER)


KEY_USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)
