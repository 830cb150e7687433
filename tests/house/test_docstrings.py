"""Who reads the source must not have to guess: what is said where."""

import ast

from tests.house.source import Definition, definitions, floor, modules, relative

TOLD_FLOORS = frozenset({"gate", "search", "desks", "trust", "policy", "identifiers", "formats"})
"""Where every public function says what it promises."""
TINY_LINES = 6
"""A function this short is read faster than its docstring, when its name says what it gives."""


def is_port(definition: Definition) -> bool:
    node = definition.node
    return isinstance(node, ast.ClassDef) and any(
        getattr(base, "id", "") == "Protocol" for base in node.bases
    )


def is_told(definition: Definition) -> bool:
    return ast.get_docstring(definition.node) is not None


def test_every_module_says_what_it_is_for() -> None:
    silent = [relative(path) for path, tree in modules().items() if not ast.get_docstring(tree)]
    assert silent == []


def test_public_functions_of_the_told_floors_say_what_they_promise() -> None:
    silent = [
        one.where
        for one in definitions()
        if floor(one.path) in TOLD_FLOORS
        and isinstance(one.node, ast.FunctionDef | ast.AsyncFunctionDef)
        and one.is_public
        and one.lines > TINY_LINES
        and not is_told(one)
    ]
    assert silent == []


def test_a_docstring_says_more_than_a_word() -> None:
    short = [
        one.where
        for one in definitions()
        if (text := ast.get_docstring(one.node)) and len(text.split()) < 2
    ]
    assert short == []


def test_every_port_says_what_it_is() -> None:
    ports = [one for one in definitions() if floor(one.path) == "model" and is_port(one)]
    assert ports
    assert [one.where for one in ports if not is_told(one)] == []


def test_every_public_class_of_the_model_says_what_it_is() -> None:
    silent = [
        one.where
        for one in definitions()
        if floor(one.path) == "model"
        and isinstance(one.node, ast.ClassDef)
        and one.is_public
        and one.lines > TINY_LINES
        and not is_told(one)
    ]
    assert silent == []
