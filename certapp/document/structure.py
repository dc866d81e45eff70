"""What a page says to those who do not see it: the tree of headings, paragraphs and figures (ISO 32000-1, 14.7).

Pages are drawn with a pen that puts every stroke either into an element of this tree or among the artifacts
(rules, background, page numbers); `write_structure` puts the finished tree into the file (PDF/UA-1, PDF/A level a).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from pikepdf import Array, Dictionary, Name, Object, Pdf

from certapp.document import bidi


class Content(NamedTuple):
    """A marked piece of a page: `page` counts from 0, `mcid` from 0 on each page."""

    page: int
    mcid: int


class Corners(NamedTuple):
    """Left, bottom, right, top in points, as PDF counts them."""

    left: float
    bottom: float
    right: float
    top: float


@dataclass(eq=False)
class Element:
    """An element of standard structure type `role` (Document, Sect, H1, H2, P, Table, TR, TH, TD, Figure, Form).

    `alt` says in words what a figure shows; `bounds` where it stands on its page; `scope` of what a cell is the title.
    """

    role: str
    alt: str = ""
    bounds: Corners | None = None
    scope: str = ""
    kids: "list[Element | Content]" = field(default_factory=list)

    def add(self, role: str, alt: str = "", bounds: Corners | None = None) -> "Element":
        """A new element at the end of this one."""
        kid = Element(role, alt, bounds)
        self.kids.append(kid)
        return kid

    def walk(self) -> "Iterator[Element]":
        """This element and all below it, in reading order."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Element):
                yield from kid.walk()


def write_structure(pdf: Pdf, document: Element, widget: Object | None) -> None:
    """The tree of `document` as the file's own, each page's pieces tied to it; `widget` (a form field) at its end."""
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    owners: list[dict[int, Object]] = [{} for _ in pdf.pages]
    top = _write(pdf, document, root, owners)
    numbers: list[object] = []
    for index, page in enumerate(pdf.pages):
        page.obj.StructParents = index
        page.obj.Tabs = Name.S
        numbers += [index, pdf.make_indirect(Array([owners[index][mcid] for mcid in sorted(owners[index])]))]
    if widget is not None:
        form = pdf.make_indirect(
            Dictionary(
                Type=Name.StructElem,
                S=Name.Form,
                P=top,
                K=Dictionary(Type=Name.OBJR, Obj=widget, Pg=widget.P),
                Alt=str(widget.TU),
            )
        )
        top.K.append(form)
        widget.StructParent = len(owners)
        numbers += [len(owners), form]
    root.K = Array([top])
    root.ParentTree = pdf.make_indirect(Dictionary(Nums=Array(numbers)))
    root.ParentTreeNextKey = len(numbers) // 2
    pdf.Root.StructTreeRoot = root
    pdf.Root.MarkInfo = Dictionary(Marked=True)


def _write(pdf: Pdf, element: Element, parent: Object, owners: list[dict[int, Object]]) -> Object:
    written = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name(f"/{element.role}"), P=parent))
    if element.alt:
        written.Alt = bidi.without_controls(element.alt)
    if element.bounds:
        corners = Array([round(corner, 2) for corner in element.bounds])
        written.A = Dictionary(O=Name.Layout, BBox=corners, Placement=Name.Block)
    if element.scope:
        written.A = Dictionary(O=Name.Table, Scope=Name(f"/{element.scope}"))
    kids: list[Object] = []
    for kid in element.kids:
        if isinstance(kid, Element):
            kids.append(_write(pdf, kid, written, owners))
        else:
            owners[kid.page][kid.mcid] = written
            kids.append(Dictionary(Type=Name.MCR, Pg=pdf.pages[kid.page].obj, MCID=kid.mcid))
    written.K = Array(kids)
    return written
