"""What the window tells of a certificate after issue: facts, what happened with what came of it, what can be done."""

from collections.abc import Iterator
from dataclasses import dataclass

from certapp.formdef.wording import languages_of
from certapp.register.certificates import certificate
from certapp.register.endorsements import Endorsement, endorsements
from certapp.register.entry import Entry
from certapp.register.journal import entries
from certapp.register.lives import Life, life
from certapp.service.after_issue import possible_acts
from certapp.service.clock import day_of as date_of
from certapp.service.clock import days
from certapp.service.endorsing import noted_words
from certapp.service.office import Actor, Office
from certapp.service.returning import itinerary
from certapp.ui.common.person import name_of
from certapp.ui.common.presented import kind_words
from certapp.ui.common.terms import act_words, day_of, minute_of, status_words
from certapp.ui.common.words import _, listed, ngettext, with_colon, with_commas, with_semicolons
from certapp.ui.register.life_dialogs import About


@dataclass(frozen=True)
class LifeShown:
    """`state` in words, facts as label and words, what happened (the oldest first), acts that can be done now."""

    number: str
    state: str
    facts: tuple[tuple[str, str], ...]
    history: tuple[str, ...]
    acts: tuple[str, ...]
    about: About
    extended: bool


def life_shown(office: Office, actor: Actor | None, number: str) -> LifeShown:
    """Everything that the page shows. Refusal CERTIFICATE_UNKNOWN."""
    found, today = life(office.register, number), days(office.clock.today)
    record = office.stored_record(certificate(office.register, number).record)
    languages = languages_of(record)
    titles = tuple(
        next(filter(None, (row.text(field, languages) for field in ("title", "subject", "object_type_l2"))), "")
        for row in record.rows("objects")
    )
    stops = itinerary(office, number)
    about = About(found, titles, office.clock.today.isoformat())
    facts = [
        (_("State"), status_words(found.shown(today))),
        (_("Back by"), day_of(found.return_due) if found.return_due is not None else ""),
        (_("Replaced by"), found.successor),
        (_("Replaces"), found.predecessor),
        (_("Objects"), "\n".join(_places(found, titles))),
        (
            _("Stops abroad"),
            "\n".join(
                f"{day_of(s.from_on)} – {day_of(s.to_on)}  {with_commas(s.venue, s.city, s.country)}" for s in stops
            ),
        ),
        (_("Customs"), "\n".join(_endorsed(each) for each in endorsements(office.register, number))),
    ]
    return LifeShown(
        number,
        status_words(found.shown(today)),
        tuple(fact for fact in facts if fact[1]),
        tuple(_happened(office, entry) for entry in entries(office.register, subject=number)),
        possible_acts(office, actor, number),
        about,
        office.register.row("SELECT 1 FROM extension WHERE certificate = ?", (number,)) is not None,
    )


def place_words(place: str) -> str:
    """Where an object is."""
    return {
        "OUT": _("away"),
        "BACK": _("back over the border"),
        "RETURNED": _("back and inspected"),
        "NOT_RETURNED": _("never came back"),
    }.get(place, place)


def source_words(source: str) -> str:
    """How far a receipt is believed."""
    return {
        "SIGNED": _("signed by a known post"),
        "SIGNED_UNKNOWN": _("signed, post not compared"),
        "UNSIGNED": _("not signed"),
        "TYPED_FROM_SHEET": _("typed from the sheet"),
    }.get(source, source)


def _places(found: Life, titles: tuple[str, ...]) -> Iterator[str]:
    for number, place in found.places.items():
        title = titles[number - 1] if number <= len(titles) else ""
        yield with_colon(f"{number}. {title}", place_words(place))


def _endorsed(each: Endorsement) -> str:
    shown = sum(row["status"] == "PRESENTED" for row in each.objects)
    count = ngettext("{n} object presented", "{n} objects presented", shown).format(n=shown)
    words = [f"{day_of(each.on)}  {kind_words(each.kind)}", each.post, count, source_words(each.source)]
    words += [*filter(None, (each.seals, each.remark)), *noted_words(each.irregularities)]
    return listed(words)


def _happened(office: Office, entry: Entry) -> str:
    """An act of the history, with what it says beyond its name."""
    facts = entry.facts()
    more = ""
    if entry.type == "ENDORSEMENT_TAKEN":
        said = with_commas(kind_words(str(facts["kind"])), str(facts["post"]))
        more = with_semicolons((said, *noted_words(facts.get("irregularities", ()))))
    elif entry.type == "CERTIFICATE_EXTENDED":
        more = date_of(int(facts["return_due"])).isoformat()
    elif isinstance(facts.get("text"), str):
        more = str(facts["text"])
    elif isinstance(facts.get("note"), str):
        more = str(facts["note"])
    parts = (minute_of(entry.at), act_words(entry.type), more, name_of(office, entry.actor))
    return "   ".join(filter(None, parts))
