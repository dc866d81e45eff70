"""What a verification came to: one frozen answer, its reasons as stable codes with a sentence each."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum

from certapp.model.sentences import sentence
from certapp.seal.claims import Claims, claims_json
from certapp.trust.contact import Contact, contact_json


class Outcome(StrEnum):
    """What was found; stable, for logs and other programs."""

    GENUINE = "GENUINE"
    EXPIRED = "EXPIRED"
    NOT_YET_VALID = "NOT_YET_VALID"
    REVOKED = "REVOKED"
    REPLACED = "REPLACED"
    NEVER_ISSUED = "NEVER_ISSUED"
    ALREADY_USED = "ALREADY_USED"
    UNKNOWN_ISSUER = "UNKNOWN_ISSUER"
    NOT_GENUINE = "NOT_GENUINE"
    TEST_PAPER = "TEST_PAPER"
    NEWER_FORMAT = "NEWER_FORMAT"
    NOT_OURS = "NOT_OURS"
    UNREADABLE = "UNREADABLE"
    CLOCK_SUSPECT = "CLOCK_SUSPECT"


class Colour(StrEnum):
    """How it is shown: go on, look closer, stop, or nothing was verified at all."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    GREY = "grey"


@dataclass(frozen=True, slots=True)
class Reason:
    """A stable code and what fills its sentence."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)

    def text(self, language: str = "") -> str:
        """The sentence for the officer."""
        return sentence(self.code, self.params, language)


@dataclass(frozen=True, slots=True)
class ListAges:
    """How old what was judged by is; None where there is none. Times in seconds since 1970.

    The package's age is that of its newest revocation list of signers, which has a signed date.
    """

    bulletin_sequence: int | None = None
    bulletin_this: int | None = None
    bulletin_next: int | None = None
    bulletin_age_days: int | None = None
    package_age_days: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer. Content and signer are there only when the signature is good and its signer believed.

    contact: whom to ask at the authority of the country that the code names, by that country's bulletin here.
    """

    outcome: Outcome
    colour: Colour
    reasons: tuple[Reason, ...]
    claims: Claims | None = None
    list_ages: ListAges = ListAges()
    signer: bytes | None = None
    contact: Contact | None = None


def verdict_json(verdict: Verdict, language: str = "") -> dict[str, object]:
    """The verdict for a JSON file; None where something is not known."""
    return {
        "outcome": verdict.outcome.value,
        "colour": verdict.colour.value,
        "reasons": [{"code": reason.code, "text": reason.text(language)} for reason in verdict.reasons],
        "number": None if verdict.claims is None else verdict.claims.number,
        "claims": None if verdict.claims is None else claims_json(verdict.claims),
        "list_ages": asdict(verdict.list_ages),
        "contact": contact_json(verdict.contact),
    }
