"""The two kinds of bad news: a refusal (the user's matter, with a sentence) and a fault (ours, with a traceback)."""

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
