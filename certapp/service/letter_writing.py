"""What a letter of a case says: the texts of resources/letters, filled in from the case, in the letter's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from certapp.document.letter_parts import Facts, Heading, Letter, Part, Points, Words
from certapp.formdef.fees import fee_due
from certapp.formdef.form import Group
from certapp.formdef.standards import day_in_words
from certapp.formdef.wording import row_words
from certapp.model.language import set_off
from certapp.model.record import Row
from certapp.register.applications import Application, application
from certapp.register.cases import Asked, ObjectDecision, fees
from certapp.register.entry import Entry
from certapp.service.clock import day_of, day_of_milliseconds
from certapp.service.clocks import appeal_end, case_clock
from certapp.service.deadlines import terms_of
from certapp.service.deciding import Remedy, remedy_of
from certapp.service.letter_texts import LetterKind, Texts, texts_of
from certapp.service.making import TEST_WATERMARK
from certapp.service.office import Office

_ADDRESSED = ("REPRESENTATIVE", "APPLICANT")
"""Whom letters go to: the first of these that the application names."""
_DECIDING = (
    "APPLICATION_APPROVED", "APPLICATION_PARTLY_APPROVED", "APPLICATION_REFUSED", "APPLICATION_NOT_REQUIRED",
    "APPLICATION_WITHDRAWN", "APPLICATION_LAPSED", "REFUSAL_CLOSED",
)  # fmt: skip
"""What ends a case or a step of it: who did that signs the letter."""


def write_letter(office: Office, entry: Entry, kind: LetterKind, language: str, writer: str) -> Letter:
    """The letter about `entry`, signed by who made that decision or, where none was made, by `writer`."""
    return _Writer(office, entry, kind, texts_of(kind, language), writer).letter()


@dataclass(frozen=True)
class _Writer:
    office: Office
    entry: Entry
    kind: LetterKind
    texts: Texts
    writer: str

    @cached_property
    def found(self) -> Application:
        return application(self.office.register, self.entry.subject)

    @cached_property
    def record(self) -> Row:
        return self.office.stored_record(self.found.record)

    @property
    def language(self) -> str:
        return self.texts.language

    def letter(self) -> Letter:
        office, say = self.office, self.texts.say
        today = office.clock.today
        signer = office.official(self.entry.actor if self.entry.type in _DECIDING else self.writer)
        place = office.form.settings.get("place_of_issue")
        where = self.day(today)
        if isinstance(place, str):
            where = say("place_day", place=set_off(place), day=where)
        return Letter(
            title=say("title"),
            number=self.found.number,
            authority=office.authority,
            language=self.language,
            dated=office.clock.seconds,
            sender=" · ".join(filter(None, [office.code, str(office.form.settings.get("legal_basis", ""))])),
            addressee=self._addressee(),
            facts=((say("reference"), self.found.number), (say("date"), where)),
            salutation=say("salutation"),
            parts=tuple(self._parts()),
            closing=say("closing"),
            signer=(signer.name, say("signed_for", authority=office.authority)),
            watermark=TEST_WATERMARK if office.training else "",
        )

    def day(self, day: date) -> str:
        return day_in_words(day, self.language)

    @property
    def _received(self) -> str:
        return self.day(day_of_milliseconds(self.found.received_at))

    @property
    def _decided(self) -> str:
        return self.day(day_of_milliseconds(self.entry.at))

    def _addressee(self) -> str:
        if self.kind is LetterKind.EXPERT:
            facts = self.entry.facts()
            return "\n".join(filter(None, (str(facts["expert"]), str(facts["institution"]))))
        parties = self.record.rows("parties")
        group = self.office.form.root.member("parties")
        assert isinstance(group, Group)
        for role in _ADDRESSED:
            for row in parties:
                if row.text("role") == role:
                    return row_words(self.office.form, group, row, (self.language,))
        return ""

    def _parts(self) -> list[Part]:
        match self.kind:
            case LetterKind.ACKNOWLEDGEMENT:
                return self._acknowledgement()
            case LetterKind.REQUEST:
                return self._request()
            case LetterKind.EXPERT:
                return self._to_expert()
            case LetterKind.REFUSAL:
                opening = self._opening()
                return [opening, *self._refused(), *self._named("NOT_REQUIRED", "not_required"), *self._remedy()]
            case LetterKind.APPEAL_RECEIVED:
                return self._appeal_received()
            case LetterKind.APPEAL_UPHELD | LetterKind.APPEAL_UPHELD_IN_PART | LetterKind.APPEAL_DISMISSED:
                return self._appeal_decided()
            case LetterKind.PARTLY_APPROVED:
                return self._partly()
            case LetterKind.NOT_REQUIRED:
                return [self._opening(), self._objects("NOT_REQUIRED"), Words(self.texts.say("limits"))]
            case LetterKind.WITHDRAWAL:
                return [self._opening(), Words(self.texts.say("again"))]
            case LetterKind.LAPSE:
                return self._lapse()
            case LetterKind.RECEIPT:
                return self._receipt()

    def _opening(self, **more: str) -> Words:
        known = {"received": self._received, "decided": self._decided, "number": self.found.number}
        return Words(self.texts.say("opening", **known, **more))

    def _acknowledgement(self) -> list[Part]:
        say, terms = self.texts.say, terms_of(self.office.form.settings)
        clock = case_clock(self.office, self.found.number, self.found.received_at)
        look_by = day_of_milliseconds(self.found.received_at) + timedelta(days=terms.completeness)
        parts: list[Part] = [self._opening(), Words(say("objects")), self._objects()]
        parts.append(Words(say("look", look_by=self.day(look_by))))
        parts.append(Words(say("decide", decide_by=self.day(clock.decision_due))))
        due = fee_due(self.office.form, self.record)
        if due is not None:
            parts.append(Words(say("fee", fee=f"{due.amount:f} {due.currency}")))
        return [*parts, Words(say("no_right"))]

    def _request(self) -> list[Part]:
        say, facts = self.texts.say, self.entry.facts()
        return [
            self._opening(),
            *self._asked(facts),
            Words(say("due", due=self.day(day_of(int(facts["answer_due"]))))),
            Words(say("clock", stopped=self._decided)),
            Words(say("lapse")),
        ]

    def _asked(self, facts: dict[str, object]) -> list[Part]:
        """What lacks for the whole application, then for each object."""
        rows = facts["items"]
        assert isinstance(rows, list)
        items = [Asked(str(row["code"]), str(row["text"]), int(row.get("object", 0))) for row in rows]
        numbers = sorted({item.object for item in items})
        parts: list[Part] = []
        for number in numbers:
            if numbers != [0]:
                parts.append(Heading(self._object(number) if number else self.texts.say("whole")))
            parts.append(Points(tuple(self._item(item) for item in items if item.object == number)))
        return parts

    def _item(self, item: Asked) -> str:
        name = self.office.form.code_name("REQUEST_ITEM", item.code, self.language)
        if not item.text:
            return name
        return item.text if item.code == "OTHER" else f"{name} – {item.text}"

    def _to_expert(self) -> list[Part]:
        say, facts = self.texts.say, self.entry.facts()
        return [
            self._opening(),
            Points(tuple(self._object(int(number)) for number in facts["objects"])),
            Words(say("questions")),
            Points(tuple(say(f"question_{each}") for each in ("authentic", "age", "value", "export"))),
            Words(say("due", due=self.day(day_of(int(facts["due"]))))),
            Words(say("answer")),
            Words(say("conflict")),
            Words(say("confidential")),
        ]

    def _partly(self) -> list[Part]:
        say = self.texts.say
        return [
            self._opening(),
            self._objects("APPROVED"),
            Words(say("refused")),
            *self._refused(),
            *self._named("NOT_REQUIRED", "not_required"),
            Words(say("certificate")),
            *self._remedy(),
        ]

    def _appeal_received(self) -> list[Part]:
        say, facts = self.texts.say, self.entry.facts()
        filed = (
            (say("filed_with"), set_off(str(facts["authority"]))),
            (say("filed_on"), self.day(day_of(int(facts["filed_on"])))),
        )
        parts: list[Part] = [
            self._opening(refused=self._refused_on),
            Facts(filed),
            Words(say("objects")),
            self._objects("REFUSED"),
        ]
        if facts["late"]:
            parts.append(Words(say("late", until=self.day(appeal_end(self.office, self._refusal)))))
        return [*parts, Words(say("decides")), Words(say("no_right"))]

    def _appeal_decided(self) -> list[Part]:
        """The decision about the appeal, what the refusal is set aside for, and what it stands for."""
        say, ground = self.texts.say, self.entry.facts()["ground"]
        decision = (
            (say("decided_by"), set_off(str(ground["authority"]))),
            (say("decision"), set_off(str(ground["reference"]))),
            (say("decision_day"), self.day(day_of(int(ground["on"])))),
        )
        parts: list[Part] = [self._opening(refused=self._refused_on), Facts(decision)]
        if self.kind is not LetterKind.APPEAL_DISMISSED:
            parts += [Words(say("set_aside")), self._objects("APPROVED"), Words(say("granted", decided=self._decided))]
        if self.kind is not LetterKind.APPEAL_UPHELD:
            parts += [Words(say("stands")), *self._refused(), Words(say("further"))]
        return [*parts, *self._named("NOT_REQUIRED", "not_required"), Words(say("no_right"))]

    @property
    def _refusal(self) -> Entry:
        return self._history("APPLICATION_REFUSED")[-1]

    @property
    def _refused_on(self) -> str:
        return self.day(day_of_milliseconds(self._refusal.at))

    def _lapse(self) -> list[Part]:
        asked = [each for each in self._history("INFORMATION_REQUESTED") if each.seq < self.entry.seq][-1].facts()
        opening = self._opening(due=self.day(day_of(int(asked["answer_due"]))))
        return [opening, Words(self.texts.say("asked")), *self._asked(asked), Words(self.texts.say("again"))]

    def _receipt(self) -> list[Part]:
        say, receipt_no = self.texts.say, str(self.entry.facts()["receipt_no"])
        paid = next(each for each in fees(self.office.register, self.found.number) if each.receipt_no == receipt_no)
        rows = (
            (say("amount"), f"{paid.amount} {paid.currency}"),
            (say("receipt"), paid.receipt_no),
            (say("paid"), self.day(day_of_milliseconds(paid.received_at))),
            (say("by"), self.office.official(paid.received_by).name),
        )
        return [self._opening(), Facts(rows), Words(say("no_right"))]

    def _history(self, kind: str) -> list[Entry]:
        from certapp.register.journal import entries

        return list(entries(self.office.register, subject=self.found.number, kind=kind))

    def _decisions(self, result: str) -> Sequence[ObjectDecision]:
        return [each for each in self._results() if each.result == result]

    def _results(self) -> Sequence[ObjectDecision]:
        """What the decision written of says of each object: what was refused stays so in its letter after an appeal."""
        proposed = [entry for entry in self._history("DECISION_PROPOSED") if entry.seq < self.entry.seq][-1]
        rows, aside = proposed.facts()["objects"], set[int]()
        if self.kind in (LetterKind.APPEAL_UPHELD, LetterKind.APPEAL_UPHELD_IN_PART):
            refused = [each["seq"] for each in rows if each["result"] == "REFUSED"]
            aside.update(self.entry.facts()["ground"].get("objects", refused))
        return [
            ObjectDecision(
                each["seq"],
                "APPROVED" if each["seq"] in aside else each["result"],
                tuple(each["reasons"]),
                each["text"],
                proposed.actor,
            )
            for each in rows
        ]

    def _objects(self, result: str = "") -> Points:
        """The objects of a result, or all of them."""
        if result:
            numbers = [each.seq for each in self._decisions(result)]
        else:
            numbers = [int(row.text("object_seq")) for row in self.record.rows("objects")]
        return Points(tuple(self._object(number) for number in numbers))

    def _named(self, result: str, text: str) -> list[Part]:
        listed = self._objects(result)
        return [Words(self.texts.say(text)), listed] if listed.items else []

    def _refused(self) -> list[Part]:
        parts: list[Part] = []
        for each in self._decisions("REFUSED"):
            reasons = [self.office.form.code_name("REFUSAL_REASON", code, self.language) for code in each.reasons]
            rows = ((self.texts.say("reasons"), "\n".join(reasons)), (self.texts.say("explanation"), each.text))
            parts += [Heading(self._object(each.seq)), Facts(rows)]
        return parts

    def _remedy(self) -> list[Part]:
        remedy = self._remedy_then()
        if not remedy.text:
            return []
        until = self.texts.say("remedy_until", until=self.day(remedy.until), authority=remedy.authority)
        return [Heading(self.texts.say("remedy")), Words(f"{remedy.text}\n{until}")]

    def _remedy_then(self) -> Remedy:
        """The remedy that was decided with; its words in the letter's language are the profile's."""
        facts, said = self.entry.facts(), remedy_of(self.office, self.language)
        until = appeal_end(self.office, self.entry)
        if self.language == "en" and "appeal_until" in facts:
            return Remedy(str(facts["remedy"]), until, str(facts["appeal_authority"]))
        return Remedy(said.text, until, said.authority)

    def _object(self, number: int) -> str:
        row = next(each for each in self.record.rows("objects") if int(each.text("object_seq")) == number)
        fields = ("title", "subject", "object_type_l2")
        named = next(filter(None, (row.text(each, (self.language,)) for each in fields)), "")
        kind = self.office.form.code_name("OBJECT_TYPE", row.text("object_type_l1"), self.language)
        also = self.texts.say("comma").join(filter(None, [kind if named else "", row.text("inventory_no")]))
        title = self.texts.say("object_also", title=named, also=also) if named and also else named or kind
        return self.texts.say("object", seq=number, title=title)
