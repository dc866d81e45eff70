"""What a list does not say of any object although the form must know it: asked for once, for all of them."""

from certapp.formdef.form import Field, Form, Need
from certapp.service.importing.mapping import Matching
from certapp.service.importing.targets import MEASUREMENTS, PHOTOGRAPHS, Target, targets_of

_FROM_DATE = frozenset({"date_earliest", "date_latest", "date_certainty"})
"""What is read from the date in words."""
_BY_PROGRAM = frozenset({"photographs.is_principal"})
"""The first picture of an object is the principal one."""


def lacking(form: Form, matching: Matching) -> tuple[Target, ...]:
    """Targets that an application needs and no column goes to, in the order of the form."""
    targets = targets_of(form)
    filled = set(matching.columns.values())
    groups = {targets[each].group.id for each in filled if each in targets and targets[each].group}  # type: ignore[union-attr]
    measured = MEASUREMENTS in groups
    wanted = []
    for target in targets.values():
        if target.id in filled or target.id in _BY_PROGRAM or target.id == PHOTOGRAPHS:
            continue
        if target.group is not None and target.group.id == MEASUREMENTS:
            if target.id == MEASUREMENTS and not measured:
                wanted.append(target)
            continue
        if target.field is None or not is_needed(target.field):
            continue
        if target.id in _FROM_DATE and "date_display" in filled:
            continue
        begun = target.group is None or target.group.id in groups
        if begun or (target.group is not None and target.group.rows_min > 0 and target.group.id != "photographs"):
            wanted.append(target)
    return tuple(wanted)


def is_needed(field: Field) -> bool:
    """Whether an application cannot be taken in without it and nobody fills it in."""
    return field.need("A") is Need.MANDATORY and not field.default
