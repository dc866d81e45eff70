"""What is wrong, missing or worth a look in a record: never an exception, always all at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from certapp.model import language as spoken
from certapp.model.errors import Refusal
from certapp.model.sentences import sentence


class Weight(StrEnum):
    """When a finding stands in the way (stages A and I of forms/)."""

    APPLICATION = "A"
    """Must be mended before the application is taken in."""
    ISSUE = "I"
    """Must be mended before a certificate is issued."""
    LOOK = "look"
    """Worth a look; stands in no one's way."""


@dataclass(frozen=True)
class Finding:
    """One finding: a stable code, the place it speaks of (`objects[0].title`, '' for the whole) and its weight."""

    code: str
    path: str
    weight: Weight
    params: Mapping[str, object] = field(default_factory=dict)
    words: str | Mapping[str, str] = ""
    """The sentence itself (by language), where it belongs to the form (a rule of a profile) and not to the program."""

    def text(self, language: str = "") -> str:
        """The sentence shown beside the field, in `language` ('': that in use)."""
        wanted = language or spoken.in_use()
        own = self.words if isinstance(self.words, str) else self.words.get(wanted) or self.words.get(spoken.DEFAULT)
        if own:
            return own if language else spoken.figures_isolated(own)
        return sentence(self.code, self.params, language)


def blocking(findings: tuple[Finding, ...], *weights: Weight) -> tuple[Finding, ...]:
    """The findings that stand in the way at the given stages."""
    return tuple(finding for finding in findings if finding.weight in weights)


class RecordRefused(Refusal):
    """A record that something stands in the way of; `findings` say what, all of it."""

    def __init__(self, findings: tuple[Finding, ...], stage: str) -> None:
        in_the_way = blocking(findings, Weight.APPLICATION, Weight(stage))
        super().__init__("RECORD_NOT_READY", count=len(in_the_way))
        self.findings = findings
