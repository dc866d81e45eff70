"""The signed picture of a certificate's first object, made at issue."""

from certapp.imaging.small import small_webp
from certapp.model.errors import Refusal
from certapp.model.record import Row
from certapp.model.signing import SigningKey
from certapp.seal.signed_picture import MOST_PICTURE_BYTES, SignedPicture, seal_picture
from certapp.service.office import Office
from certapp.service.photographs import shelf_of


def picture_code(office: Office, record: Row, cti: bytes, key: SigningKey) -> str:
    """The text of the second code; '' where the form prints none, or no photograph is there or fits into a code."""
    first = record.rows("objects")[0]
    photographs = sorted(first.rows("photographs"), key=lambda photo: not photo.get("is_principal"))
    if not office.form.prints_signed_picture or not photographs:
        return ""
    jpeg = shelf_of(office).prepared(photographs[0].text("sha256")).jpeg
    try:
        webp = small_webp(jpeg, MOST_PICTURE_BYTES)
    except Refusal as refusal:
        if refusal.code == "PICTURE_TOO_DETAILED":
            return ""  # the certificate does not depend on it; its box is struck out
        raise
    return seal_picture(SignedPicture(cti, 1, webp), key.kid, key.sign_raw)
