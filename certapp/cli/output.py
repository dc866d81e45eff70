"""What a command prints: sentences for people, or one JSON value for programs."""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from certapp.model.errors import Refusal
from certapp.model.findings import Finding, RecordRefused

DONE, REFUSED, CANNOT_TELL = 0, 1, 2
"""Exit status: done or genuine; refused, not genuine, revoked, expired; cannot tell, or wrong usage."""


@dataclass(frozen=True)
class Output:
    """Where a command's answer goes."""

    as_json: bool

    def say(self, lines: Sequence[str], answer: object) -> None:
        """Print `lines`, or `answer` as JSON."""
        if self.as_json:
            print(json.dumps(answer, ensure_ascii=False, indent=2))
        else:
            for line in lines:
                print(line)

    def refuse(self, refusal: Refusal) -> None:
        """Print why not: to standard error, or as JSON with code, text and findings."""
        findings = refusal.findings if isinstance(refusal, RecordRefused) else ()
        if self.as_json:
            error: dict[str, object] = {"code": refusal.code, "text": refusal.text()}
            told = {name: value for name, value in refusal.params.items() if isinstance(value, str | int)}
            error = error | told | error  # a value that is called `code` never stands for the refusal's own
            print(
                json.dumps(
                    {"error": error, "findings": [finding_json(f) for f in findings]}, ensure_ascii=False, indent=2
                )
            )
            return
        print(refusal.text(), file=sys.stderr)
        for finding in findings:
            print(finding_line(finding), file=sys.stderr)
        print(f"({refusal.code})", file=sys.stderr)


def finding_json(finding: Finding) -> Mapping[str, str]:
    """A finding for programs."""
    return {"code": finding.code, "path": finding.path, "weight": finding.weight.value, "text": finding.text()}


def finding_line(finding: Finding) -> str:
    """A finding for people."""
    return f"  {finding.path or '.'}: {finding.text()} ({finding.code})"
