"""No permit, no data: only the gate makes a permit, and what finds or opens records takes one."""

import ast

from tests.house.source import called_name, definitions, floor, modules, relative

MAKING = frozenset({"replace", "convert", "decode"})
"""Ways around a constructor: a permit changed or read from bytes would be one that nobody gave."""


def test_only_the_gate_makes_a_permit() -> None:
    made = [
        f"{relative(path)}:{node.lineno}"
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and called_name(node) == "Permit" and floor(path) != "gate"
    ]
    assert made == []


def test_a_permit_is_made_in_one_place() -> None:
    made = [
        relative(path)
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and called_name(node) == "Permit"
    ]
    assert made == ["src/accord/gate/admit.py"]


def test_no_permit_is_changed_or_read_from_bytes() -> None:
    around = [
        f"{relative(path)}:{node.lineno}"
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and called_name(node) in MAKING and _is_given_a_permit(node)
    ]
    assert around == []


def test_what_finds_or_opens_records_takes_a_permit() -> None:
    """By what it gives back: matches, opened matches."""
    giving = [
        one
        for one in definitions()
        if floor(one.path) in {"search", "gate"}
        and isinstance(one.node, ast.FunctionDef | ast.AsyncFunctionDef)
        and one.is_public
        and one.node.returns is not None
        and {"Match", "Opened", "Record"} & _names(one.node.returns)
    ]
    assert {one.name for one in giving} >= {"find", "release"}
    without = [one.where for one in giving if "Permit" not in _argument_types(one.node)]
    assert without == []


def test_only_search_reads_the_index_for_anyone() -> None:
    """Whoever else asks for candidates goes round the permit."""
    asking = {
        relative(path)
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "candidates"
        and floor(path) != "index"
    }
    assert asking == {"src/accord/search/find.py"}


def _is_given_a_permit(call: ast.Call) -> bool:
    given = (*call.args, *(keyword.value for keyword in call.keywords))
    return any(isinstance(one, ast.Name) and one.id.lower() == "permit" for one in given)


def _names(node: ast.expr) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def _argument_types(node: ast.AST) -> set[str]:
    assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    arguments = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
    return {
        name
        for argument in arguments
        if argument.annotation is not None
        for name in _names(argument.annotation)
    }
