"""What the core's functions say of themselves: who calls one knows which refusals to expect."""

import ast
from collections.abc import Iterator
from pathlib import Path

import certapp

DOORS = {"cli", "ui"}
"""Nobody calls into these; what they refuse is shown where it arises."""


def public_functions() -> Iterator[tuple[str, ast.FunctionDef, str]]:
    """Each of the core with its place and what is said of it: by itself, and by its class."""
    (folder,) = certapp.__path__
    for file in sorted(Path(folder).rglob("*.py")):
        place = file.relative_to(folder)
        if place.parts[0] in DOORS:
            continue
        for node in ast.parse(file.read_text("utf-8")).body:
            whole = node.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_") else [node]
            of_class = ast.get_docstring(node) or "" if isinstance(node, ast.ClassDef) else ""
            for each in whole:
                if isinstance(each, ast.FunctionDef) and (not each.name.startswith("_") or each.name == "__init__"):
                    yield f"{place}:{each.lineno} {each.name}", each, f"{ast.get_docstring(each)} {of_class}"


def refused(node: ast.AST) -> Iterator[str]:
    """The codes of refusals that leave a function by a `raise` of its own."""
    match node:
        case ast.Try(body=body, handlers=handlers) if any(_catches(each) for each in handlers):
            inside = [each for each in ast.iter_child_nodes(node) if each not in body]
        case ast.Raise(exc=ast.Call(func=ast.Name(id="Refusal"), args=[ast.Constant(value=str(code)), *_])):
            yield code
            inside = []
        case _:
            inside = list(ast.iter_child_nodes(node))
    for each in inside:
        yield from refused(each)


def _catches(handler: ast.ExceptHandler) -> bool:
    return isinstance(handler.type, ast.Name) and handler.type.id == "Refusal"


def test_each_function_names_the_refusals_that_it_raises() -> None:
    found = [(place, code, told) for place, function, told in public_functions() for code in refused(function)]
    assert len(found) > 200
    assert sorted({f"{place}: {code}" for place, code, told in found if code not in told}) == []
