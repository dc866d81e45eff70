"""Museum inventories as LIDO 1.0 or 1.1 (ICOM CIDOC): records of objects as rows of the form. The door to defusedxml.

Which element goes into which field follows the crosswalk of Object ID categories to LIDO.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler, feature_namespaces

from certapp.formdef import aat, dating
from certapp.formdef.form import Form, Group
from certapp.formdef.kinds import KINDS, KindError, shown
from certapp.model.errors import Refusal
from certapp.service.importing.pictures import Pictures
from certapp.service.importing.plan import Plan, RawRow, look_at_picture
from certapp.service.importing.table import LONGEST_CELL, MOST_ROWS, Going, Remark
from certapp.service.importing.targets import OBJECTS

NAMESPACE = "http://www.lido-schema.org"
DEEPEST = 60
MOST_ELEMENTS = 500_000
_RDF_ABOUT = "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "about"
_XML_LANGUAGE = "http://www.w3.org/XML/1998/namespace", "lang"
_PRODUCTION = ("production", "creation", "herstellung", "création", "producción", "создание", "lido00007", "lido00012")
_FINDING = (
    "finding",
    "excavation",
    "fund",
    "ausgrabung",
    "découverte",
    "fouille",
    "hallazgo",
    "excavación",
    "наход",
    "раскоп",
)
_CONDITION = ("condition", "conservation", "zustand", "erhaltung", "état", "conservación", "сохранност", "состояни")
_FEATURE = ("feature", "damage", "merkmal", "particularité", "rasgo", "señas", "признак", "особенност")
"""What a note of the object's description is about, by its `lido:type`."""
_TECHNIQUE = ("tech", "técn", "техник", "lido00131")
_UNITS = {"cm": "CMT", "mm": "MMT", "m": "MTR", "kg": "KGM", "g": "GRM"}
_DIMENSIONS = {
    **{"height": "HEIGHT", "width": "WIDTH", "depth": "DEPTH", "length": "LENGTH", "diameter": "DIAMETER"},
    **{"thickness": "THICKNESS", "circumference": "CIRCUMFERENCE", "weight": "WEIGHT", "mass": "WEIGHT"},
    **{"höhe": "HEIGHT", "breite": "WIDTH", "tiefe": "DEPTH", "länge": "LENGTH", "durchmesser": "DIAMETER"},
    **{"hauteur": "HEIGHT", "largeur": "WIDTH", "profondeur": "DEPTH", "alto": "HEIGHT", "ancho": "WIDTH"},
    **{"высота": "HEIGHT", "ширина": "WIDTH", "глубина": "DEPTH", "gewicht": "WEIGHT", "poids": "WEIGHT"},
}


@dataclass
class Node:
    """An element: its name without namespace, line, `xml:lang`, `lido:type`, `rdf:about`, words, what is in it."""

    name: str
    line: int
    language: str = ""
    kind: str = ""
    about: str = ""
    words: list[str] = field(default_factory=list)
    inside: list["Node"] = field(default_factory=list)

    def all(self, path: str) -> "Iterator[Node]":
        """The elements at a path of names below this one."""
        name, _, rest = path.partition("/")
        for node in self.inside:
            if node.name == name:
                yield from node.all(rest) if rest else (node,)

    def below(self, name: str) -> "Iterator[Node]":
        """All elements of a name, however deep."""
        for node in self.inside:
            if node.name == name:
                yield node
            yield from node.below(name)

    def text(self) -> str:
        """The words, blanks made one."""
        return re.sub(r"\s+", " ", "".join(self.words)).strip()

    def first(self, path: str) -> str:
        """The words of the first element at a path that has some."""
        return next((words for node in self.all(path) if (words := node.text())), "")


@dataclass(frozen=True)
class LidoRecords:
    """The records of a file."""

    records: tuple[Node, ...]


def read_lido(content: bytes, name: str) -> LidoRecords:
    """Read a LIDO file, bounded in depth and number.

    Raises:
        Refusal: LIDO_BROKEN, LIDO_FORBIDDEN, LIDO_TOO_LARGE, LIDO_NONE.
    """
    from defusedxml.common import DefusedXmlException
    from defusedxml.sax import make_parser  # only for those who import LIDO

    tree = _Tree(name)
    parser = make_parser()
    parser.forbid_dtd = True
    parser.setFeature(feature_namespaces, True)
    parser.setContentHandler(tree)
    try:
        parser.parse(io.BytesIO(content))
    except SAXParseException as problem:
        line, detail = problem.getLineNumber(), problem.getMessage()
        raise Refusal("LIDO_BROKEN", file=name, line=line, detail=detail) from None
    except DefusedXmlException:
        raise Refusal("LIDO_FORBIDDEN", file=name) from None
    except (ValueError, LookupError) as problem:  # an encoding that is none
        raise Refusal("LIDO_BROKEN", file=name, line=1, detail=str(problem)[:100]) from None
    if not tree.records:
        raise Refusal("LIDO_NONE", file=name)
    return LidoRecords(tuple(tree.records))


class _Tree(ContentHandler):
    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self._open: list[Node] = []
        self._locator: Any = None
        self._count = 0
        self.records: list[Node] = []

    def setDocumentLocator(self, locator: Any) -> None:  # noqa: N802  # SAX's name
        self._locator = locator

    def startElementNS(self, name: Any, qname: Any, attrs: Any) -> None:  # noqa: N802  # SAX's name
        space, local = name
        self._count += 1
        if self._count > MOST_ELEMENTS:
            raise Refusal("LIDO_TOO_LARGE", file=self._name, most=MOST_ELEMENTS, what="elements")
        if len(self._open) >= DEEPEST:
            raise Refusal("LIDO_TOO_LARGE", file=self._name, most=DEEPEST, what="levels")
        node = Node(local if space == NAMESPACE else f"?{local}", self._locator.getLineNumber())
        node.language = str(attrs.get(_XML_LANGUAGE, "")) or (self._open[-1].language if self._open else "")
        node.kind = str(attrs.get((NAMESPACE, "type"), ""))
        node.about = str(attrs.get(_RDF_ABOUT, ""))
        if self._open:
            self._open[-1].inside.append(node)
        self._open.append(node)

    def endElementNS(self, name: Any, qname: Any) -> None:  # noqa: N802  # SAX's name
        node = self._open.pop()
        if node.name == "lido":
            self.records.append(node)
            if len(self.records) > MOST_ROWS:
                raise Refusal("LIDO_TOO_LARGE", file=self._name, most=MOST_ROWS, what="records")

    def characters(self, content: str) -> None:
        if self._open:
            self._open[-1].words.append(content)


def plan_lido(form: Form, found: LidoRecords, pictures: Pictures | None, there: int, going: Going) -> Plan:
    """The dry run: what would come into a draft that has `there` objects already."""
    rows, remarks, count = [], [], 0
    for done, node in enumerate(found.records):
        going(done, len(found.records))
        record = _Record(form, node, pictures)
        rows.append(record.row())
        remarks += record.remarks
        count += len(rows[-1].get("photographs", ()))
    objects = form.root.member(OBJECTS)
    assert isinstance(objects, Group)
    if len(rows) + there > objects.rows_max:
        remarks.append(Remark("LIST_TOO_MANY_OBJECTS", {"given": len(rows), "most": objects.rows_max}))
    return Plan(tuple(rows), tuple(remarks), count)


class _Record:
    def __init__(self, form: Form, node: Node, pictures: Pictures | None) -> None:
        self.form, self.node, self.pictures = form, node, pictures
        self.id = (node.first("lidoRecID") or "?")[:80]
        self.remarks: list[Remark] = []
        self._row: RawRow = {}

    def row(self) -> RawRow:
        """The object of the record."""
        described = [*self.node.all("descriptiveMetadata")]
        for part in described:
            self._identified(part)
            self._events([*part.all("eventWrap/eventSet/event")])
            subjects = part.all("objectRelationWrap/subjectWrap/subjectSet")
            words = [text for each in subjects for text in (each.first("displaySubject") or self._terms(each),) if text]
            self._keep("subject", "; ".join(dict.fromkeys(words))[:500], self.node)
        if not {"title", "object_type_l2"} & set(self._row):
            self._stop("LIDO_NO_TITLE_OR_TYPE", self.node, {})
        self._photographs()
        for group in ("inscriptions", "features"):
            if self._row.get(group):
                self._row[f"{group}_none"] = False
        return self._row

    def _identified(self, part: Node) -> None:
        types = [*part.all("objectClassificationWrap/objectWorkTypeWrap/objectWorkType")]
        self._keep("object_type_l2", self._in_languages([term for each in types for term in each.all("term")]), part)
        self._keep("object_type_aat", next(filter(None, map(_concept, types)), ""), part)
        identification = [*part.all("objectIdentificationWrap")]
        for wrap in identification:
            titles = [*wrap.all("titleWrap/titleSet/appellationValue")]
            if said := self._in_languages(titles):
                self._keep("title", [said], titles[0])
            numbers = [each.text() for each in wrap.all("repositoryWrap/repositorySet/workID") if each.text()]
            if numbers:
                self._keep("inventory_no", list(dict.fromkeys(numbers)), wrap)
                held = (self._appellation(each) for each in wrap.all("repositoryWrap/repositorySet/repositoryName"))
                self._keep("inventory_institution", next(filter(None, held), ""), wrap)
            self._inscribed(wrap)
            self._described([*wrap.all("objectDescriptionWrap/objectDescriptionSet")])
            for each in wrap.all("objectMeasurementsWrap/objectMeasurementsSet"):
                self._measured(each)

    def _described(self, notes: list[Node]) -> None:
        """Each note where its `lido:type` says it belongs: condition, distinguishing feature, else description."""
        about: dict[str, list[Node]] = {"description": [], "condition_text": []}
        for note in notes:
            values = [value for value in note.all("descriptiveNoteValue") if value.text()]
            kind = " ".join((note.kind, *(term.text() for term in note.below("term")))).casefold()
            if any(word in kind for word in _CONDITION):
                about["condition_text"] += values
            elif any(word in kind for word in _FEATURE) and values:
                feature = {"kind": "OTHER", "description": self._in_languages(values)}
                self._row.setdefault("features", []).append(feature)
            else:
                about["description"] += values
        for field_id, values in about.items():
            self._keep(field_id, self._in_languages(values), values[0] if values else self.node)

    def _inscribed(self, wrap: Node) -> None:
        for each in wrap.all("inscriptionsWrap/inscriptions"):
            words = each.first("inscriptionTranscription") or each.first("inscriptionDescription/descriptiveNoteValue")
            if words:
                self._row.setdefault("inscriptions", []).append({"kind": "TEXT", "transcription": words[:1000]})

    def _measured(self, each: Node) -> None:
        for one in each.below("measurementSet"):
            kind = one.first("measurementType") or one.first("measurementType/term")
            unit = one.first("measurementUnit") or one.first("measurementUnit/term")
            value = one.first("measurementValue").replace(",", ".")
            dimension, known = _DIMENSIONS.get(kind.casefold()), _UNITS.get(unit.casefold().rstrip("."))
            try:
                positive = Decimal(value) > 0 and re.fullmatch(r"\d{1,15}(\.\d{1,6})?", value) is not None
            except InvalidOperation:
                positive = False
            if dimension is None or known is None or not positive:
                self._say("LIDO_MEASURE_LEFT_OUT", one, typed=shown(f"{kind} {value} {unit}".strip()))
                continue
            row = {"dimension": dimension, "value": value, "unit": known}
            self._row.setdefault("measurements", []).append(row)

    def _events(self, events: list[Node]) -> None:
        """The making of the object: the event that says so, else the only one there is; and where it was found."""
        kinds = {id(event): " ".join(term.text() for term in event.below("term")).casefold() for event in events}
        found = [event for event in events if any(word in kinds[id(event)] for word in _FINDING)]
        for event in found:
            self._found(event)
        made = [event for event in events if any(word in kinds[id(event)] for word in _PRODUCTION)]
        for event in made[:1] or (events if len(events) == 1 and not found else []):
            actors = [*event.all("eventActor")]
            names = [each.first("displayActorInRole") or self._appellation(each) for each in actors]
            if any(names):
                self._keep("maker_name", [name for name in names if name], event)
            self._dated(event)
            self._keep("place_of_origin", self._places(event), event)
            for terms in event.below("termMaterialsTech"):
                field_id = "techniques" if self._is_technique(terms) else "materials"
                if words := terms.first("term"):
                    self._row.setdefault(field_id, []).append(words[:80])
            if "materials" not in self._row and (words := event.first("eventMaterialsTech/displayMaterialsTech")):
                self._keep("materials", [part.strip() for part in words.split(";") if part.strip()], event)

    def _found(self, event: Node) -> None:
        self._keep("place_of_discovery", self._places(event), event)
        date = event.first("eventDate/displayDate") or event.first("eventDate/date/earliestDate")
        self._keep("discovery_date", date[:60], event)

    def _places(self, event: Node) -> str:
        places = [each.first("displayPlace") or self._appellation(each) for each in event.all("eventPlace")]
        return "; ".join(filter(None, places))

    def _dated(self, event: Node) -> None:
        shown_date = event.first("eventDate/displayDate")
        years: dict[str, int] = {}
        for name, field_id in (("earliestDate", "date_earliest"), ("latestDate", "date_latest")):
            words = event.first(f"eventDate/date/{name}")
            found = re.match(r"(-?\d{1,6})(?:-\d{2}(?:-\d{2})?)?$", words)
            if found:
                years[field_id] = int(found[1])
            elif words:
                self._say("LIDO_NUMBER_LEFT_OUT", event, typed=shown(words))
        known = dating.understand(shown_date) if shown_date else None
        if known is not None and not years:
            said = {"date_earliest": known.earliest, "date_latest": known.latest}
            years = {field_id: year for field_id, year in said.items() if year is not None}
        if years and not shown_date:
            shown_date = "-".join(str(year) for year in dict.fromkeys(years.values()))
        self._keep("date_display", shown_date[:160], event)
        self._row.update(years)
        if known is not None or years:
            self._row["date_certainty"] = known.certainty if known is not None else "RANGE"

    def _photographs(self) -> None:
        for link in self.node.below("linkResource"):
            words = link.text()
            if not words:
                continue
            # A web address is only read for the name at its end: nothing is ever fetched.
            name = words.split("?")[0].split("#")[0]
            try:
                file = self.pictures.find(name) if self.pictures is not None else None
                if file is None:
                    self._say("LIST_PICTURE_MISSING", link, name=shown(name.rsplit("/", 1)[-1]))
                    continue
                look_at_picture(self.pictures, file)  # type: ignore[arg-type]  # it was found there
            except Refusal as refusal:
                self._stop(refusal.code, link, refusal.params)
                continue
            photographs = self._row.setdefault("photographs", [])
            if file not in [each["file"] for each in photographs]:
                photographs.append({"file": file, "is_principal": not photographs})

    # Words

    def _keep(self, field_id: str, value: Any, node: Node) -> None:
        if not value or field_id in self._row:
            return
        objects = self.form.root.member(OBJECTS)
        assert isinstance(objects, Group)
        known = next(each for each in objects.fields if each.id == field_id)
        try:
            for each in value if isinstance(value, list) else [value]:
                KINDS[known.kind].parse(each, known, self.form)
        except KindError as problem:
            label = self.form.label(known.path)
            self._stop(problem.code, node, {**problem.params, "label": label})
            return
        self._row[field_id] = value

    def _in_languages(self, nodes: list[Node]) -> str | dict[str, str]:
        """Words by language where several languages are said, else the first words."""
        said = {node.language: node.text()[:LONGEST_CELL] for node in reversed(nodes) if node.text()}
        if len(said) > 1 and "" not in said:
            return said
        return next((node.text() for node in nodes if node.text()), "")

    def _terms(self, node: Node) -> str:
        return "; ".join(filter(None, (each.text() for each in node.below("term"))))

    def _appellation(self, node: Node) -> str:
        return next((each.text() for each in node.below("appellationValue") if each.text()), "")

    def _is_technique(self, terms: Node) -> bool:
        """`lido:type`, or a concept, says technique or material where the museum says it."""
        said = " ".join((terms.kind, *(each.text() for each in terms.below("conceptID")))).casefold()
        return any(word in said.replace("materialstech", "") for word in _TECHNIQUE)

    def _say(self, code: str, node: Node, **params: object) -> None:
        self.remarks.append(Remark(code, params, record=self.id, line=node.line, stops=False))

    def _stop(self, code: str, node: Node, params: dict[str, object]) -> None:
        self.remarks.append(Remark(code, params, record=self.id, line=node.line))


def _concept(node: Node) -> str:
    """The AAT concept among those that a classification names, as LIDO 1.0 (conceptID) or 1.1 (skos:Concept) has it."""
    ids = (*(each.text() for each in node.below("conceptID")), *(each.about for each in node.below("?Concept")))
    return next(filter(None, map(aat.concept, ids)), "")
