"""Papers that customs makes of a verdict: a page that explains it, and a sheet for calling the authority.

They say what this post found and by which lists, in the officer's language; of the certificate no more than its
number, and that only where the signature is good.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Final

from certapp.document.letter import render_paper
from certapp.document.letter_parts import Blanks, Facts, Heading, Part, Points, Words
from certapp.model import language as spoken
from certapp.model.errors import Refusal
from certapp.paths import RESOURCES
from certapp.service.verifying import OTHER_CODES, FileVerdict
from certapp.trust.fingerprint import code_fingerprint
from certapp.trust.verdict import Colour, ListAges, Outcome
from certapp.trust.view import TrustView

_NOTHING: Final = ("checked_nothing",)
_EVERYTHING: Final = ("checked_read", "checked_signature", "checked_dates", "checked_status")
_CHECKED: Final = {
    Outcome.UNREADABLE: _NOTHING,
    Outcome.NOT_OURS: _NOTHING,
    Outcome.NEWER_FORMAT: _NOTHING,
    Outcome.UNKNOWN_ISSUER: ("checked_read", "checked_signer_unknown"),
    Outcome.NOT_GENUINE: ("checked_read", "checked_false"),
}
"""How far the checks came, where they did not come to their end."""


@dataclass(frozen=True)
class Case:
    """What a paper is about. `post`: its name, `at`: Unix seconds, `source`: what was checked, by a name for people.

    `differs`: fields that the officer found to differ on the paper, in words. `authority`: who is believed to have
    signed, as this computer's own lists have it; '' where they do not tell.
    """

    found: FileVerdict
    at: float
    source: str
    post: str = ""
    differs: tuple[str, ...] = ()
    authority: str = ""


def authority_of(found: FileVerdict, view: TrustView) -> str:
    """The authority whose signer made a code, by the lists here and never by the paper; '' where they do not know."""
    claims = found.verdict.claims
    anchors = view.anchors.get(claims.issuer, ()) if claims is not None else ()
    return anchors[0].certificate.organisation if anchors else ""


def explanation(case: Case, language: str) -> bytes:
    """What came out, why, what was checked and by which lists, and what to do: a PDF to print or hand over."""
    say = _Say(language)
    verdict = case.found.verdict
    reasons = tuple(f"{reason.text(language)} {spoken.set_off(f'({reason.code})')}" for reason in case.found.reasons)
    parts: list[Part] = [
        Facts((*_facts(say, case), (say("result"), say.result(case.found)))),
        Heading(say("why")),
        Points(reasons),
        Heading(say("what_to_do")),
        Words(say(f"do_{verdict.colour.value}")),
        *((Facts(((say("contact"), _reached(say, case)),)),) if verdict.contact else ()),
        Heading(say("checked")),
        Points(_checks(say, case)),
        Heading(say("lists")),
        Points(_lists(say, verdict.list_ages, case.at)),
        Heading(say("mind")),
        Words(say("explained_mind")),
    ]
    return _render(say, "explained_title", case, tuple(parts))


def call_sheet(case: Case, language: str) -> bytes:
    """Whom to call, what to read to each other, room for the answer. Refusal NOTHING_TO_CALL_ABOUT: no code read."""
    digits = code_fingerprint(case.found.code_text)
    if not digits:
        raise Refusal("NOTHING_TO_CALL_ABOUT")
    say = _Say(language)
    groups = digits.split()
    spoken_groups = "\n".join("   ".join(groups[start : start + 4]) for start in (0, 4))
    parts: tuple[Part, ...] = (
        Heading(say("whom")),
        Facts(
            (
                (say("authority"), case.authority or say("authority_unknown")),
                (say("contact"), _reached(say, case) or say("contact_unknown")),
            )
        ),
        Words(say("whom_mind")),
        Heading(say("about")),
        Facts(
            (
                *_facts(say, case),
                (say("result"), say.result(case.found)),
                (say("digits"), spoken_groups),
            )
        ),
        Heading(say("how")),
        Points(tuple(say(f"how_{number}") for number in range(1, 5))),
        Heading(say("answer")),
        Blanks(tuple(say(f"answer_{each}") for each in ("who", "when", "digits", "words"))),
    )
    return _render(say, "call_title", case, parts)


def outcome_words(outcome: Outcome, colour: Colour, language: str) -> str:
    """What an outcome is called, as the page of a post calls it."""
    closer = outcome is Outcome.GENUINE and colour is not Colour.GREEN
    return _Say(language)("outcome_look_closer" if closer else f"outcome_{outcome.value.lower()}")


def _reached(say: "_Say", case: Case) -> str:
    """How the authority is reached by its own bulletin, and by which; '' where it does not tell."""
    verdict = case.found.verdict
    if verdict.contact is None:
        return ""
    return "\n".join((*verdict.contact.lines, say("contact_source", number=verdict.list_ages.bulletin_sequence)))


class _Say:
    """The words of these papers in one language, in English where there are none in it."""

    def __init__(self, language: str) -> None:
        self.language = language if language in spoken.offered() else spoken.DEFAULT
        self._words = _texts(self.language)

    def __call__(self, code: str, **params: object) -> str:
        return self._words[code].format(**params)

    def result(self, found: FileVerdict) -> str:
        """The verdict in a word or two."""
        if any(reason.code in OTHER_CODES for reason in found.verdict.reasons):
            return self("outcome_other_code")
        return outcome_words(found.verdict.outcome, found.verdict.colour, self.language)


def _facts(say: _Say, case: Case) -> tuple[tuple[str, str], ...]:
    claims = case.found.verdict.claims
    when = datetime.fromtimestamp(case.at, UTC)
    rows = (
        (say("post"), case.post),
        (say("checked_at"), f"{when:%Y-%m-%d %H:%M} UTC"),
        (say("source"), case.source),
        (say("number"), claims.number if claims is not None else ""),
    )
    return tuple((label, words) for label, words in rows if words)


def _checks(say: _Say, case: Case) -> tuple[str, ...]:
    found = case.found
    checked = _CHECKED.get(found.verdict.outcome, _EVERYTHING)
    listed = found.verdict.list_ages.bulletin_this is not None
    points = [say(each) for each in checked if listed or each != _EVERYTHING[-1]]
    if found.pdf is not None:
        points.append(say(f"pdf_{found.pdf.outcome}"))
    if case.differs:
        points.append(say("paper_differs", fields=", ".join(case.differs)))
    return tuple(points)


def _lists(say: _Say, ages: ListAges, at: float) -> tuple[str, ...]:
    points = []
    if ages.bulletin_this is None:
        points.append(say("no_bulletin"))
    else:
        points.append(
            say(
                "bulletin",
                number=ages.bulletin_sequence,
                day=_day(ages.bulletin_this),
                next=_day(ages.bulletin_next or ages.bulletin_this),
                days=ages.bulletin_age_days,
            )
        )
    if ages.package_age_days is not None:
        points.append(say("package", days=ages.package_age_days))
    points.append(say("clock", now=f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M} UTC"))
    return tuple(points)


def _day(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


def _render(say: _Say, title: str, case: Case, parts: tuple[Part, ...]) -> bytes:
    claims = case.found.verdict.claims
    return render_paper(
        title=say(title),
        number=claims.number if claims is not None else "",
        authority=case.post or say("customs"),
        language=say.language,
        dated=int(case.at),
        parts=parts,
    )


@cache
def _texts(language: str) -> Mapping[str, str]:
    return tomllib.loads((RESOURCES / "border" / f"{language}.toml").read_text("utf-8"))
