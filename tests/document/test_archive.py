"""What is kept with a signature for later: only what belongs to it, in the one form, and good to others."""

import io
import subprocess
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from certapp.document.archive import Archive, archived, is_for, split, write
from certapp.document.signing import sign
from certapp.document.timestamp import with_time_stamp
from certapp.document.verdict import judge_pdf
from tests.bad.pdf_attacks import ATTACKS
from tests.bad.pdf_parts import update
from tests.document.conftest import AT, MadeKey, make_key
from tests.document.test_signing import needs, run, said_by_openssl
from tests.stamps import Stamper, make_stamp_key, renewed

Trusted = Callable[[bytes], bool]


def test_the_levels_are_genuine_and_told(
    signed: bytes, stamped: bytes, long_term: bytes, for_ever: bytes, trusted: Trusted
) -> None:
    found = [judge_pdf(each, trusted) for each in (signed, stamped, long_term, for_ever)]
    assert [each.outcome for each in found] == ["genuine"] * 4, found
    assert [each.level for each in found] == ["B-B", "B-T", "B-LT", "B-LTA"]
    assert [each.archived_at for each in found] == [None, None, None, int(AT.timestamp())]
    assert found[3].record == found[0].record is not None


def test_a_signature_without_a_stamp_gets_its_lists_later(signed: bytes, key: MadeKey, trusted: Trusted) -> None:
    later = archived(signed, (key.certificate, *key.issuers), (key.crl,))
    assert (judge_pdf(later, trusted).outcome, judge_pdf(later, trusted).level) == ("genuine", "B-LT")


def test_the_signed_part_stays_as_it_was(stamped: bytes, long_term: bytes, for_ever: bytes, parts: Archive) -> None:
    for each in (long_term, for_ever):
        assert each.startswith(stamped)
        found, (link,) = split(each)
        archive = link.archive
        assert found == stamped
        assert link.end == len(each)
        assert (archive.certificates, archive.crls) == (parts.certificates, parts.crls)
        assert write(found, archive) == each


def refused(pdf: bytes, trusted: Trusted) -> bool:
    findings = judge_pdf(pdf, trusted)
    return findings.outcome == "not_genuine" and findings.signer is None


def test_what_has_nothing_to_do_with_it_is_refused(
    signed: bytes, stamped: bytes, key: MadeKey, stamper: Stamper, trusted: Trusted
) -> None:
    other, chain = make_key(), (key.certificate, *key.issuers)
    assert refused(archived(stamped, (*chain, other.certificate), (key.crl,)), trusted)
    assert refused(archived(stamped, chain, (other.crl,)), trusted)
    assert refused(archived(stamped, chain, (b"no list",)), trusted)
    assert refused(archived(stamped, (b"no certificate",), ()), trusted)
    assert refused(archived(stamped, (), ()), trusted)
    assert refused(archived(stamped, (*chain, *chain), ()), trusted)
    assert refused(archived(stamped, chain, (key.crl, key.crl)), trusted)
    stranger = Stamper(at=AT)
    assert refused(archived(stamped, chain, (), stranger, stranger.key.certificate), trusted)
    assert refused(archived(signed, chain, (), stamper, stamper.key.certificate), trusted)


@pytest.mark.parametrize("name", ["title-in-info", "title-in-xmp", "content-blanked", "dss-junk", "newline-at-the-end"])
@pytest.mark.parametrize("level", ["long_term", "for_ever"])
def test_what_comes_behind_an_archive_is_refused(
    name: str, level: str, trusted: Trusted, request: pytest.FixtureRequest
) -> None:
    attack, _ = ATTACKS[name]
    assert refused(attack(request.getfixturevalue(level)), trusted)


def test_an_archive_behind_an_archive_is_refused(long_term: bytes, parts: Archive, trusted: Trusted) -> None:
    with pytest.raises(ValueError, match="already"):
        archived(long_term, parts.certificates[:1], ())
    assert refused(update(long_term, {}), trusted)


def test_a_stamp_over_the_whole_is_renewed(
    for_ever: bytes, again: bytes, stamped: bytes, stamper: Stamper, trusted: Trusted
) -> None:
    third = renewed(again, stamper, years=2)
    assert (again.startswith(for_ever), third.startswith(again)) == (True, True)
    for each, years in ((again, 1), (third, 2)):
        found = judge_pdf(each, trusted)
        assert (found.outcome, found.level) == ("genuine", "B-LTA"), found
        assert found.archived_at == int(AT.replace(year=AT.year + years).timestamp())
    signed, links = split(third)
    assert (signed, len(links), links[0].end, links[1].end) == (stamped, 3, len(for_ever), len(again))
    with pikepdf.open(io.BytesIO(third)) as file:
        assert (len(file.Root.DSS.Certs), len(file.Root.DSS.CRLs)) == (4, 2)  # what the first one kept stays in reach
        assert [str(each.T) for each in file.Root.AcroForm.Fields][1:] == ["Archive", "Archive 2", "Archive 3"]


def test_a_renewal_that_is_not_one_is_refused(
    stamped: bytes, for_ever: bytes, again: bytes, stamper: Stamper, parts: Archive, trusted: Trusted
) -> None:
    third, first, second = renewed(again, stamper, years=2), for_ever[len(stamped) :], again[len(for_ever) :]
    stranger = Stamper(at=AT.replace(year=AT.year + 1))
    attacks = {
        "the first removed": stamped + second,
        "one removed from the middle": for_ever + third[len(again) :],
        "the order turned": stamped + second + first,
        "the same twice": again + second,
        "a newline between": for_ever + b"\n" + second,
        "a comment between": for_ever + b"% nothing\n" + second,
        "an empty update between": update(for_ever, {}) + second,
        "an empty update behind": update(again, {}),
        "another store": again.replace(b"/CRLs [", b"/CRL5 ["),
        "the last store without the lists": _last_store_emptied(again),
        "stamped earlier than what it covers": renewed(again, stamper, years=1),
        "a stranger's stamp": archived(for_ever, (), (), stranger, stranger.key.certificate),
        "a stranger's stamp with certificate": archived(
            for_ever, (stranger.key.certificate, *stranger.key.issuers), (), stranger, stranger.key.certificate
        ),
        "what is there once more": renewed(for_ever, stamper, parts.certificates[0]),
    }
    assert [name for name, pdf in attacks.items() if not refused(pdf, trusted)] == []
    with pytest.raises(ValueError, match="already"):
        archived(again, (), ())


def _last_store_emptied(pdf: bytes) -> bytes:
    """The references of the last store blanked, every place as it was."""
    start = pdf.rindex(b"/Certs [") + len(b"/Certs [")
    end = pdf.index(b"]", start)
    return pdf[:start] + b" " * (end - start) + pdf[end:]


def test_the_next_certificate_of_the_same_issuer_may_stamp_where_both_were_kept(
    key: MadeKey, unsigned: bytes, trusted: Trusted
) -> None:
    ca = ec.generate_private_key(ec.SECP256R1())
    old, new = (Stamper(make_stamp_key(ca), AT.replace(year=AT.year + years)) for years in (0, 1))
    authority = old.key.certificate
    signed = sign(unsigned, key, name="A", reason="B", place="C", at=AT, stamp_authority=authority)
    chain = (key.certificate, *key.issuers, authority)
    with_issuer = archived(signed, (*chain, *old.key.issuers), (), old, authority)
    without = archived(signed, chain, (), old, authority)
    assert (is_for(with_issuer, new.key.certificate), is_for(without, new.key.certificate)) == (True, False)
    assert judge_pdf(renewed(with_issuer, new, new.key.certificate), trusted).outcome == "genuine"
    assert refused(renewed(with_issuer, new), trusted)  # its certificate is not kept
    assert refused(renewed(without, new, new.key.certificate, *new.key.issuers), trusted)
    assert refused(
        archived(signed, (*chain, *old.key.issuers, new.key.certificate), (), new, new.key.certificate), trusted
    )


def test_every_byte_of_a_renewal_counts(for_ever: bytes, again: bytes, trusted: Trusted) -> None:
    for place in range(len(for_ever), len(again), 397):
        flipped = bytearray(again)
        flipped[place] ^= 1
        assert refused(bytes(flipped), trusted), place
    for end in range(len(for_ever) + 1, len(again), 1499):
        assert refused(again[:end], trusted), end


def test_the_archives_of_a_file_are_bounded(
    for_ever: bytes, stamper: Stamper, trusted: Trusted, monkeypatch: pytest.MonkeyPatch
) -> None:
    two = renewed(for_ever, stamper)
    monkeypatch.setattr("certapp.document.archive.MOST_ARCHIVES", 2)
    assert judge_pdf(two, trusted).outcome == "genuine"
    assert refused(renewed(two, stamper, years=2), trusted)


def test_the_archive_of_another_file_is_refused(
    stamped: bytes, for_ever: bytes, key: MadeKey, unsigned: bytes, stamper: Stamper, trusted: Trusted
) -> None:
    other = sign(unsigned, key, name="A", reason="B", place="C", at=AT, stamp_authority=stamper.key.certificate)
    assert refused(other + for_ever[len(stamped) :], trusted)


@pytest.mark.parametrize("level", ["long_term", "for_ever"])
def test_every_byte_of_an_archive_counts(
    level: str, stamped: bytes, trusted: Trusted, request: pytest.FixtureRequest
) -> None:
    whole = request.getfixturevalue(level)
    for place in range(len(stamped), len(stamped) + 3400, 11):
        flipped = bytearray(whole)
        flipped[place] ^= 1
        assert refused(bytes(flipped), trusted), place


def test_an_issuer_whose_own_words_were_changed_is_refused(
    stamped: bytes, key: MadeKey, stamper: Stamper, trusted: Trusted
) -> None:
    """Its key still fits the certificate below it; what it says of itself nobody has signed."""
    (root,) = stamper.key.issuers
    place = root.index(b"Z\x17\r35") + 3
    changed = root[:place] + b"4" + root[place + 1 :]
    chain = (key.certificate, *key.issuers, stamper.key.certificate)
    assert judge_pdf(archived(stamped, (*chain, root), ()), trusted).outcome == "genuine"
    assert refused(archived(stamped, (*chain, changed), ()), trusted)


def test_an_archive_cut_off_anywhere_is_refused(stamped: bytes, for_ever: bytes, trusted: Trusted) -> None:
    for end in range(len(stamped) + 1, len(for_ever), 997):
        assert refused(for_ever[:end], trusted), end


@needs("qpdf", "pdfsig")
def test_others_read_it_and_find_the_signature_good(
    signed: bytes, stamped: bytes, long_term: bytes, for_ever: bytes, again: bytes, tmp_path: Path
) -> None:
    kept = {"lt": long_term, "lta": for_ever, "renewed": again}
    for name, content in ({"b": signed, "t": stamped} | kept).items():
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(content)
        assert "No syntax or stream encoding errors" in run("qpdf", "--check", path)
        assert "Signature is Valid." in run("pdfsig", "-nocert", path)
        if name in kept:
            with pikepdf.open(io.BytesIO(content)) as file:
                assert len(file.Root.DSS.Certs) == 4
                assert len(file.Root.DSS.CRLs) == 2


@needs("qpdf", "pdfsig", "openssl")
def test_others_find_each_level_above_an_rsa_signature_good(unsigned: bytes, stamper: Stamper, tmp_path: Path) -> None:
    key, authority = make_key(private=rsa.generate_private_key(65537, 2048)), stamper.key.certificate
    words = {"name": "Department of Antiquities", "reason": "Export certificate", "place": "Port Example"}
    first = with_time_stamp(sign(unsigned, key, **words, at=AT, stamp_authority=authority), authority, stamper)
    both = ((key.certificate, *key.issuers, authority, *stamper.key.issuers), (key.crl, stamper.key.crl))
    last = archived(first, *both, stamper, authority)
    levels = {"B-T": first, "B-LT": archived(first, *both), "B-LTA": last, "renewed": renewed(last, stamper)}
    path = tmp_path / "signed.pdf"
    for name, content in levels.items():
        found = judge_pdf(content, lambda certificate: certificate == key.certificate)
        assert (found.outcome, found.level) == ("genuine", {"renewed": "B-LTA"}.get(name, name))
        path.write_bytes(content)
        assert "No syntax or stream encoding errors" in run("qpdf", "--check", path)
        assert "Signature is Valid." in run("pdfsig", "-nocert", path)
        assert "successful" in said_by_openssl(content, key, tmp_path).lower()


@needs("openssl")
@pytest.mark.parametrize("level", ["stamped", "long_term", "for_ever", "again"])
def test_openssl_verifies_the_signature_below_it(
    level: str, key: MadeKey, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    assert "successful" in said_by_openssl(request.getfixturevalue(level), key, tmp_path).lower()


@needs("openssl")
@pytest.mark.parametrize("level", ["for_ever", "again"])
def test_openssl_verifies_the_stamp_over_the_whole(
    level: str, stamper: Stamper, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    kept: bytes = request.getfixturevalue(level)
    before = kept.rindex(b"/Contents <") + len(b"/Contents ")
    resume = kept.index(b">", before) + 1
    padded = bytes.fromhex(kept[before + 1 : resume - 1].decode())
    (tmp_path / "token").write_bytes(padded[: 4 + int.from_bytes(padded[2:4], "big")])
    (tmp_path / "content").write_bytes(kept[:before] + kept[resume:])
    (tmp_path / "ca.der").write_bytes(stamper.key.issuers[0])
    run("openssl", "x509", "-inform", "DER", "-in", tmp_path / "ca.der", "-out", tmp_path / "ca.pem")
    words = ("-token_in", "-in", tmp_path / "token", "-data", tmp_path / "content", "-CAfile", tmp_path / "ca.pem")
    done = subprocess.run(["openssl", "ts", "-verify", *map(str, words)], capture_output=True, text=True)
    assert "Verification: OK" in done.stdout + done.stderr


def test_pyhanko_finds_the_signature_good_and_the_additions_allowed(for_ever: bytes) -> None:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.diff_analysis import ModificationLevel

    reader = PdfFileReader(io.BytesIO(for_ever))
    first, archive = reader.embedded_signatures
    first.compute_integrity_info()
    assert first.summarise_integrity_info()["docmdp_ok"]
    assert first.diff_result.modification_level == ModificationLevel.LTA_UPDATES
    archive.compute_integrity_info()
    assert archive.sig_object_type == "/DocTimeStamp"


def test_the_archive_touches_nothing_that_pdf_a_and_pdf_ua_ask_for(
    stamped: bytes, long_term: bytes, for_ever: bytes, again: bytes
) -> None:
    """Pages, structure, metadata, colours and files are those of the signed file; what is added is DSS and a stamp."""
    with pikepdf.open(io.BytesIO(stamped)) as before:
        for kept, stamps in ((long_term, 0), (for_ever, 1), (again, 2)):
            with pikepdf.open(io.BytesIO(kept)) as after:
                assert set(after.Root.keys()) - set(before.Root.keys()) == {"/DSS"}
                for name in ("/StructTreeRoot", "/Metadata", "/OutputIntents", "/MarkInfo", "/AF", "/Pages", "/Lang"):
                    assert after.Root[name].unparse() == before.Root[name].unparse(), name
                assert after.Root.Metadata.read_bytes() == before.Root.Metadata.read_bytes()
                added = [each for each in after.Root.AcroForm.Fields if str(each.T).startswith("Archive")]
                assert len(added) == stamps
                assert [each for each in added if "/Subtype" in each or "/Rect" in each] == []  # nothing to be painted
                assert all("/Filter" not in stream for stream in (*after.Root.DSS.Certs, *after.Root.DSS.CRLs))
                assert str(after.pdf_version) == str(before.pdf_version) == "1.7"
