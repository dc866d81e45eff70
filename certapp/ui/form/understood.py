"""A date as typed fills the years beside it, and a quiet line says how it was understood."""

from typing import Final

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from certapp.formdef import dating
from certapp.formdef.dating import Dating
from certapp.formdef.form import Field, Form, Group
from certapp.ui.common.labels import quiet
from certapp.ui.common.words import _
from certapp.ui.form.draft import Draft, RawRow

DATE: Final = "date_display"
_RANGE: Final = ("date_earliest", "date_latest", "date_certainty")


def has_range(form: Form, field: Field) -> bool:
    """Whether a field is a date in words with its years beside it."""
    above, _dot, name = field.path.rpartition(".")
    group = form.root.member(above) if above else None
    return name == DATE and isinstance(group, Group) and all(group.member(each) is not None for each in _RANGE)


class UnderstoodLine(QWidget):
    """How the date of a row is understood; fills years and certainty, but never over what a person typed there."""

    def __init__(self, draft: Draft, row: RawRow, parent: QWidget) -> None:
        super().__init__(parent)
        self._draft, self._row = draft, row
        self._filled: dict[str, object] = {}
        """What was filled in from here and not touched by anybody since."""
        self._filling = False
        self.words: QLabel = quiet("", self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.words)
        draft.value_set.connect(self._value_set)
        self.tell()

    def take(self, value: object) -> None:
        """Keep the date as typed, and fill what follows from it, as one step of undo."""
        self._filling = True
        try:
            with self._draft.together(self._draft.form.label(f"objects.{DATE}"), typed=True):
                self._draft.set_value(self._row, DATE, value)
                self._fill()
        finally:
            self._filling = False
        self.tell()

    def tell(self) -> None:
        """Say anew how the date is understood."""
        known = self._known()
        words = understood_words(self._draft.form, known) if known is not None else ""
        if known is not None and any(self._row.get(name) != value for name, value in _values(known).items()):
            words = _("{understood}. What was filled in by hand is kept.").format(understood=words)
        self.words.setText(words)
        self.setVisible(bool(words))

    def _known(self) -> Dating | None:
        said = self._row.get(DATE)
        if isinstance(said, dict):
            said = said.get(self._draft.primary_language) or next(iter(said.values()), None)
        return dating.understand(said) if isinstance(said, str) and said.strip() else None

    def _fill(self) -> None:
        known = self._known()
        values = _values(known) if known is not None else dict.fromkeys(_RANGE)
        for name, value in values.items():
            now = self._row.get(name)
            if now == value or not (now is None or (name in self._filled and self._filled[name] == now)):
                continue
            self._draft.set_value(self._row, name, value)
            self._draft.restored.emit(self._row, name)
            self._filled[name] = value

    def _value_set(self, row: object, field: str) -> None:
        if row is not self._row or self._filling:
            return
        if field in _RANGE:
            self._filled.pop(field, None)
        if field in (DATE, *_RANGE):
            self.tell()


def _values(known: Dating) -> dict[str, object]:
    return dict(zip(_RANGE, (known.earliest, known.latest, known.certainty), strict=True))


def understood_words(form: Form, known: Dating) -> str:
    """`Understood as 1865 to 1875 (About)`."""
    first, last = known.earliest, known.latest
    certainty = form.code_name("DATE_CERTAINTY", known.certainty)
    if first is None or last is None:
        only = first if first is not None else last
        assert only is not None
        later, earlier = (
            _("Understood as {year} or later ({certainty})"),
            _("Understood as {year} or earlier ({certainty})"),
        )
        words = later if last is None else earlier
        return words.format(year=_year(only), certainty=certainty)
    if first == last:
        return _("Understood as {year} ({certainty})").format(year=_year(first), certainty=certainty)
    return _("Understood as {first} to {last} ({certainty})").format(
        first=_year(first), last=_year(last), certainty=certainty
    )


def _year(year: int) -> str:
    """As people count: the record's 0 is 1 BCE."""
    return str(year) if year > 0 else _("{n} BCE").format(n=1 - year)
