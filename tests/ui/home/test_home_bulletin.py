"""Home tells of revocations that the border cannot know of."""

from certapp.register.certificates import newest_certificates
from certapp.service.exchanging import sign_next_bulletin
from certapp.service.office import Office
from certapp.service.revoking import revoke
from certapp.service.training import APPROVER, PREPARER, passphrase
from certapp.ui.home.waiting import waiting


def test_revocations_in_no_bulletin_are_counted(office: Office) -> None:
    before = waiting(office, "")
    assert before.bulletin_due is not None
    assert before.unpublished == 0
    number = next(each.number for each in newest_certificates(office.register) if each.revocation is None)
    adam, clara = office.log_in(APPROVER, passphrase), office.log_in(PREPARER, passphrase)
    revoke(office, adam, clara, number, "ERROR", "A test.")
    assert waiting(office, "").unpublished == 1
    sign_next_bulletin(office, adam, office.unlock("status_signer", passphrase))
    assert waiting(office, "").unpublished == 0
