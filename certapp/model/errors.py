"""The two kinds of bad news: a refusal (the user's matter, with a sentence) and a fault (ours, with a traceback)."""

import traceback

from certapp.model.sentences import sentence


class Refusal(Exception):
    """Something that cannot be done or believed, said to the user.

    `code` is stable and documented (resources/sentences/<language>/*.toml); `params` fill its sentence.
    A layer above adds nothing but lets it pass: the window shows it, the command line prints it.
    """

    def __init__(self, code: str, /, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params: dict[str, object] = params

    def text(self, language: str = "") -> str:
        """The sentence in `language` ('': that in use)."""
        return sentence(self.code, self.params, language)

    def __str__(self) -> str:
        return f"{self.code}: {self.text()}"


def described(fault: BaseException) -> str:
    """Where a fault happened and of what kind it is, without its message, which may be somebody's data: for logs."""
    told = traceback.TracebackException.from_exception(fault)
    lines = ["".join(told.stack.format()).rstrip()]
    code = getattr(fault, "code", "")
    lines.append(f"{type(fault).__name__} {code if isinstance(code, str) else ''}".rstrip())
    cause = fault.__cause__ or fault.__context__
    if cause is not None and cause is not fault:
        lines.append(f"after {type(cause).__name__}")
    return "\n".join(lines)
