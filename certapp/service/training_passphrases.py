"""The people of the training office and what opens their keys: known to everybody, offered wherever it is asked for."""

PREPARER, APPROVER = "clara", "adam"
PASSPHRASES = {
    PREPARER: "clara trains with open words",
    APPROVER: "adam trains with open words",
    "ca": "training country authority key",
    "document_signer": "training document signer key",
    "status_signer": "training status signer key",
}
"""No secret: what they open can sign nothing but TEST papers."""
