"""Makes the bad files of other codes than a certificate's: `python -m tests.bad.make_beside`.

Keys are those of the vectors (tests/vectors/keys.py), which follow from their names; nobody need know them: a verifier
sends each of these codes to where it belongs, whoever signed it.
"""

from certapp.trust.bulletin import Entry
from certapp.trust.extension import Extension, seal_extension
from certapp.trust.receipt import Presented, Receipt, receipt_text, write_receipt
from tests.bad.make import FILES
from tests.trust.authority import DAY, FOUNDED
from tests.vectors.keys import authority

NUMBER = "XA-2026-01-000001-O"


def main() -> None:
    """Make them all."""
    day = FOUNDED // DAY
    stranger = authority("XA", "XA of strangers")
    (FILES / "printed-bulletin.txt").write_bytes(stranger.additions(2, 3, [Entry(bytes(8), day, 1)]))
    extension = seal_extension(Extension("XA", FOUNDED, bytes(8), NUMBER, 1, day + 300), stranger.signer)
    (FILES / "extension-of-a-stranger.txt").write_text(extension)
    (FILES / "half-an-extension.txt").write_text(extension[:100])
    objects = (Presented(1, "PRESENTED", 1),)
    receipt = Receipt(
        *("XA", FOUNDED, b"receipt.", b"certific", NUMBER, "EXIT", "Port of Example", "North Gate", day, "4711"),
        *(objects, "", "", (), 1, day),
    )
    (FILES / "receipt.txt").write_text(receipt_text(write_receipt(receipt, None)))
    (FILES / "number-alone.txt").write_text(NUMBER)


if __name__ == "__main__":
    main()
