"""certapp tour: the main job where there is no display, each step told; what it makes stays to be looked at."""

import tempfile
from argparse import Namespace
from pathlib import Path

from certapp.cli.output import DONE, REFUSED, Output
from certapp.cli.verify_command import verdict_lines
from certapp.service.carrying import import_trust, write_out
from certapp.service.deciding import approve
from certapp.service.exchanging import export_package, sign_next_bulletin
from certapp.service.issuing import issue, save_pdf
from certapp.service.office import open_office
from certapp.service.receiving import receive
from certapp.service.revoking import revoke
from certapp.service.training import APPROVER, PREPARER, create_training_office, passphrase, read_example
from certapp.service.verifying import verify_file
from certapp.trust.store import TrustStore
from certapp.trust.verdict import Outcome

EXAMPLE = "painting-permanent-sale"


def tour(options: Namespace, output: Output) -> int:
    """Training office, one example issued, verified by a stranger's trust folder, revoked, verified again."""
    from certapp.document.raster import page_png

    folder = options.folder or Path(tempfile.mkdtemp(prefix="certapp-tour-"))
    said: list[str] = []

    def tell(*lines: str) -> None:
        said.extend(lines)
        if not output.as_json:
            print(*lines, sep="\n", flush=True)

    tell(f"1. A training office (TEST keys) is made in {folder / 'office'}.")
    founded = create_training_office(folder / "office", with_history=False)
    with open_office(founded.folder) as office:
        preparer, approver = office.log_in(PREPARER, passphrase), office.log_in(APPROVER, passphrase)
        number = receive(office, preparer, read_example(EXAMPLE, office.clock.today))
        tell(f"2. {preparer.name} takes in the example '{EXAMPLE}': application {number}.")
        approve(office, approver, number)
        issued = issue(office, approver, number, office.unlock("document_signer", passphrase))
        pdf = save_pdf(issued.pdf, issued.number, folder)
        tell(f"3. {approver.name} approves and issues it: certificate {issued.number}", f"   {pdf}")
        picture = folder / f"{issued.number}.png"
        write_out(picture, page_png(issued.pdf, 0, 150))
        tell(f"   page image: {picture}")

        post = TrustStore(folder / "border-post", in_training=True)
        package, bulletin = folder / "XA.xcauth", folder / "XA.xcstatus"
        export_package(office, approver, package)
        now = office.clock.seconds
        import_trust(post, package, now, founded.fingerprint, "tour")
        tell("4. A border post that knows only the authority's package verifies the paper, with no network:")
        before = verify_file(picture, post.view(), now)
        whole = verify_file(pdf, post.view(), now)
        tell(*verdict_lines(picture.name, before), *verdict_lines(pdf.name, whole))

        revoke(office, approver, preparer, issued.number, "ERROR", "Tour: revoked to show it.")
        signed = sign_next_bulletin(office, approver, office.unlock("status_signer", passphrase))
        write_out(bulletin, signed.content)
        import_trust(post, bulletin, now, None)
        tell(f"5. Two people revoke it; bulletin no. {signed.sequence} is carried to the border post, which now says:")
        after = verify_file(picture, post.view(), now)
        tell(*verdict_lines(picture.name, after))
    good = before.verdict.outcome is whole.verdict.outcome is Outcome.GENUINE
    good = good and after.verdict.outcome is Outcome.REVOKED
    if output.as_json:
        output.say([], {"number": issued.number, "pdf": str(pdf), "picture": str(picture), "steps": said, "good": good})
    return DONE if good else REFUSED
