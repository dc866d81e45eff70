"""The people of the training office and what opens their keys: known to everybody, offered wherever it is asked for."""

PREPARER, APPROVER, SECOND_SUPERVISOR = "clara", "adam", "sana"
PASSPHRASES = {
    PREPARER: "clara trains with open words",
    APPROVER: "adam trains with open words",
    SECOND_SUPERVISOR: "sana trains with open words",
    "ca": "training country authority key",
    "document_signer": "training document signer key",
    "status_signer": "training status signer key",
}
"""No secret: what they open can sign nothing but TEST papers."""
