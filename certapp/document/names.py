"""Names inside the PDF by which the writer puts things down and the verdict finds them."""

from typing import Final

SIGNATURE_FIELD: Final = "Signature"
RECORD_NAME: Final = "record.cbor"
