"""The words of the verifier page in every language of the program, as its data.

Most are the window's own, so that page and window say the same; a test holds the lists against the page's sources.
"""

import tomllib
from functools import cache
from typing import Final

from babel import Locale

from certapp.formdef.standards import standard_name
from certapp.model import language
from certapp.model.sentences import catalogue
from certapp.model.translation import translation
from certapp.paths import RESOURCES


def _(words: str) -> str:
    """Marks words to be translated; which language is asked for later."""
    return words


def ngettext(one: str, many: str) -> tuple[str, str]:
    """The same of words that depend on a number."""
    return one, many


WORDS: Final = (
    _("Verify an export certificate"),
    _("Language"),
    _("Data of {day}"),
    _("This device's clock says {clock}, but this page was made on {day}. Set the clock right first."),
    _("For training: papers with test keys count as genuine here."),
    _("The code on the certificate"),
    _("Photograph the code"),
    _("Choose a photograph or PDF…"),
    _("Use the camera here"),
    _("Stop the camera"),
    _("The camera cannot be used here. Photograph the code instead."),
    _("Or paste the text of the code"),
    _("Check the text"),
    _("Text of the code"),
    _("Camera"),
    _("Reading…"),
    _("The data in this page are damaged. Ask for the page again."),
    _(
        "This browser cannot check signatures here. Open the page as a file or over HTTPS, in a browser not older"
        " than 2023."
    ),
    _("Authorities this page knows"),
    _("Nothing leaves this device: the page works without a network."),
    # The verdict
    _("Genuine"),
    _("Genuine, but look closer"),
    _("Expired"),
    _("Not yet valid"),
    _("Revoked"),
    _("Replaced"),
    _("Never issued"),
    _("Unknown issuer"),
    _("Not genuine"),
    _("Test paper"),
    _("Newer than this program"),
    _("Not such a code"),
    _("Could not be read"),
    _("Not a certificate"),
    _("Check the clock"),
    _("Go on: compare paper and object."),
    _("Look closer before you decide."),
    _("Stop: do not accept it."),
    _("Nothing was verified."),
    _("Status bulletin {number} of {day} ({age}); the next is due {next}."),
    _("No status bulletin of this country is here."),
    _("Authority package: {age}."),
    _("today"),
    # The fields
    _("On the code"),
    _("Number"),
    _("Valid"),
    _("{first} until {last}"),
    _("Export"),
    _("Temporary export"),
    _("Permanent export"),
    _("To be back by"),
    _("Replaces"),
    _("Issued by"),
    _("Applicant"),
    _("Owner"),
    _("Consignee"),
    _("Destination"),
    _("Objects"),
    _("Object {n}"),
    _("Signed picture of object {number}"),
    _("Tag of object {n} of certificate {number}"),
    _("Object"),
    _("{n} of {count}"),
    _("Valid until"),
    _("It is as coarse as the code is small. Hold it against the object itself."),
    _("Desk"),
    _("Telephone"),
    _("E-mail"),
    _("Answers"),
    _("If you are in doubt, ask the authority. Its own signed bulletin says how it is reached:"),
    _("The PDF file itself"),
    _("Signature"),
    _("The file carries no signature."),
    _("Genuine: the file is as it was signed."),
    _("Signed by a key that this computer does not know."),
    _("Not genuine: the file was altered, or its signature is none of ours."),
    _("Officer"),
    _("Time stamp"),
    _("Archived"),
    # A number alone
    _("A number without a code"),
    _("For papers from before the codes. What a country's list of numbers tells does not verify a paper."),
    _("Number on the paper"),
    _("Country"),
    _("Day of issue on the paper"),
    _("Ask"),
    _("This is still needed: {what}"),
    _("Write the day like 2027-06-30."),
    # Asking
    _("Asking the authority"),
    _(
        "If you are in doubt, ask the authority by a telephone number or address that you know from elsewhere."
        " Read out:"
    ),
    _("Authority"),
    _("Digits of the code"),
    # The authorities
    _("{name} (test keys)"),
    _("Status bulletin {number} of {day}, the next is due {next}; {revoked}."),
    _("No status bulletin: whether a certificate was revoked is not known here."),
    _("Forget them"),
)
PLURALS: Final = (
    ngettext("{n} day old", "{n} days old"),
    ngettext("{n} more is on the paper", "{n} more are on the paper"),
    ngettext("{n} revoked", "{n} revoked"),
    ngettext("{n} printed bulletin is kept on this device.", "{n} printed bulletins are kept on this device."),
)
BESIDE_VERDICTS: Final = (
    *(
        "COUNTRY_KEY_WITHDRAWN",
        "NEVER_ISSUED",
        "TRUST_LIST_STALE",
        "STATUS_STALE_LONG",
        "TAG_COMPARE",
        "TAG_OF_ANOTHER",
    ),
    *("NUMBER_ALONE", "NUMBER_MISTYPED", "NUMBER_WELL_FORMED", "TEST_SHEET_CODE", "EXTENSION", "EXTENSION_COMPARE"),
    *("NOT_OUR_CODE", "CODE_NEWER", "CODE_TOO_LONG", "CODE_DAMAGED", "NO_CODE_FOUND", "PICTURE_CODE_ALONE"),
    *("NUMBER_KNOWN", "NUMBER_NEVER_ISSUED", "NUMBER_NOT_BEFORE", "NUMBER_NOT_ANSWERED"),
    *("RECEIPT_CODE", "CHECKPOINT_CODE", "PRINTED_BULLETIN", "PRINTED_BULLETIN_READ"),
    *("PRINTED_BULLETIN_KEPT", "PRINTED_BULLETIN_NOT_KEPT"),
    *("ADDITIONS_DAMAGED", "ADDITIONS_NEWER", "ADDITIONS_SIGNATURE", "ADDITIONS_OTHER_BASE"),
    *("CAMERA_SHOW_CODE", "CAMERA_MORE_LIGHT", "CAMERA_LESS_GLARE", "CAMERA_HOLD_STILL"),
    *("CAMERA_CLOSER", "CAMERA_FLATTER", "CAMERA_SHARPER"),
    *("FILE_EMPTY", "FILE_TOO_LARGE", "FILE_NOT_READABLE"),
    *("PICTURE_NOT_AN_IMAGE", "PICTURE_TOO_LARGE"),
    *("PDF_NOT_JUDGED", "PDF_NOT_SIGNED", "PDF_ALTERED", "PDF_CHANGED", "PDF_SIGNATURE_KIND"),
    *("PDF_DAMAGED", "PDF_EXTENDED", "PDF_FOREIGN_CONTENT", "NO_CODE_IN_PDF"),
    *("PDF_SIGNER_UNKNOWN", "PDF_SIGNER_DIFFERS", "RECORD_DIFFERS"),
)
"""Codes said of texts and files, beside those of verdict.toml."""

_ON_PAGE: Final = {"PRINTED_BULLETIN": "PRINTED_BULLETIN_PAGE"}
"""Said otherwise there: the page takes it in by itself."""

_COUNTED: Final = 120
"""Numbers tried to find one for each kind of plural: CLDR's rules repeat by then."""


@cache
def languages() -> tuple[dict[str, object], ...]:
    """Each language of the program with its words, sentences and names of countries, ready for JSON."""
    return tuple(_language(tag) for tag in language.offered())


def _language(tag: str) -> dict[str, object]:
    said, sentences = translation(tag), catalogue(tag)
    codes = tomllib.loads((RESOURCES / "sentences" / language.DEFAULT / "verdict.toml").read_text("utf-8"))
    names = {code: standard_name("COUNTRY", code, tag) for code in _countries()}
    return {
        "tag": tag,
        "name": language.NAMES[tag],
        "rtl": language.is_right_to_left(tag),
        "words": {words: said.gettext(words) for words in WORDS},
        "plurals": {one: _plurals(tag, one, many) for one, many in PLURALS},
        "sentences": {code: sentences[_ON_PAGE.get(code, code)] for code in (*codes, *BESIDE_VERDICTS)},
        "countries": {code: name for code, name in names.items() if name},
    }


def _plurals(tag: str, one: str, many: str) -> dict[str, str]:
    """The words for each kind of number that the language has (CLDR: one, two, few, many, other)."""
    said, kind_of = translation(tag), Locale.parse(tag).plural_form
    found: dict[str, str] = {}
    for number in range(_COUNTED):
        found.setdefault(kind_of(number), said.ngettext(one, many, number))
    return {"other": found[kind_of(_COUNTED - 1)], **found}


@cache
def _countries() -> tuple[str, ...]:
    """ISO 3166-1 alpha-2, without the codes that ISO leaves to its users."""
    codes = (str(code) for code in Locale.parse("en").territories)
    return tuple(sorted(code for code in codes if len(code) == 2 and code.isalpha() and not _is_users_own(code)))


def _is_users_own(code: str) -> bool:
    return code in ("AA", "ZZ") or code[0] == "X" or (code[0] == "Q" and code[1] >= "M")
