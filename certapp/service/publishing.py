"""Everything for the border in one act: bulletin, package, digest and notice, into one folder, such as a stick."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from certapp.model.errors import Refusal
from certapp.model.signing import SigningKey
from certapp.service.carrying import write_out
from certapp.service.digesting import export_digest
from certapp.service.exchanging import export_bulletin, export_package, former_packages
from certapp.service.office import Actor, Office
from certapp.service.other_offices import other_offices


@dataclass(frozen=True)
class Published:
    """What was written. notice: the printable one, None where this bulletin cannot be printed as a code.

    told: each other office whose withdrawals are in it, and how many days old its newest word is. former: packages of
    the country CAs before this one, for posts that begin anew.
    """

    sequence: int
    entries: int
    numbers: int
    bulletin: Path
    package: Path
    digest: Path
    notice: Path | None
    fingerprint: str
    told: tuple[tuple[str, int], ...] = ()
    former: tuple[Path, ...] = ()

    @property
    def files(self) -> tuple[Path, ...]:
        """All of them."""
        made = (self.bulletin, self.package, self.digest, self.notice, *self.former)
        return tuple(path for path in made if path is not None)


def publish(
    office: Office,
    actor: Actor,
    status_signer: SigningKey,
    folder: Path,
    language: str,
) -> Published:
    """Sign the next bulletin and digest, and write them with package and notice into `folder`.

    The bulletin is written first: what follows may fail, it has arrived.

    Refusals: ROLE_MISSING, FOLDER_NOT_THERE, OUTPUT_NOT_WRITABLE, PAPER_LANGUAGE_UNKNOWN, EXCHANGE_LOST, and
    what the register says.
    """
    from certapp.service.papers import bulletin_notice  # the page renderer

    if not folder.is_dir():
        raise Refusal("FOLDER_NOT_THERE", folder=str(folder))
    stamp = office.clock.today.isoformat()
    country = office.country
    probe = folder / f"{country}-{stamp}.xcstatus"
    write_out(probe, b"")  # a stick that is full or protected is told before a number is used
    probe.unlink()
    signed = export_bulletin(office, actor, status_signer, probe)
    bulletin = folder / f"{country}-{signed.sequence:04d}.xcstatus"
    probe.replace(bulletin)
    digest = export_digest(office, actor, status_signer, folder / f"{country}.xcdigest")
    package = folder / f"{country}.xcauth"
    fingerprint = export_package(office, actor, package)
    former = {folder / f"{country}-{digits}.xcauth": content for digits, content in former_packages(office).items()}
    for path, content in former.items():
        write_out(path, content)
    notice: Path | None = folder / f"{country}-{signed.sequence:04d}-notice.pdf"
    assert notice is not None
    try:
        write_out(notice, bulletin_notice(office, language))
    except Refusal as refusal:
        if refusal.code != "NO_PRINTED_BULLETIN":
            raise
        notice = None
    facts = {
        "sequence": signed.sequence,
        "complete_to": digest.complete_to,
        "bulletin": sha256(signed.content).digest(),
        "digest": sha256(digest.raw).digest(),
    }
    office.record_alone(actor, "BULLETIN_PUBLISHED", "bulletin", facts)
    return Published(
        signed.sequence,
        signed.entries,
        len(digest),
        bulletin,
        package,
        folder / f"{country}.xcdigest",
        notice,
        fingerprint,
        tuple((other.code, other.age(office.clock.seconds)) for other in other_offices(office)),
        tuple(former),
    )
