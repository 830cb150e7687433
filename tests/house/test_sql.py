"""SQL is spoken on the store and index floors only: the ports are typed, so another engine fits."""

import ast
import re

from tests.house.source import floor, modules, relative

SPEAKS_SQL = frozenset({"store", "index"})
STATEMENT = re.compile(
    r"^\s*(SELECT\s.+\sFROM|INSERT\s+(OR\s+\w+\s+)?INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|"
    r"CREATE\s+(TABLE|INDEX)|DROP\s+TABLE|PRAGMA\s|BEGIN\s+IMMEDIATE)",
    re.IGNORECASE | re.DOTALL,
)


def _texts(tree: ast.Module) -> list[tuple[int, str]]:
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]


def test_no_statement_outside_the_stores() -> None:
    spoken = [
        f"{relative(path)}:{line}"
        for path, tree in modules().items()
        if floor(path) not in SPEAKS_SQL
        for line, text in _texts(tree)
        if STATEMENT.match(text)
    ]
    assert spoken == []


def test_the_rule_knows_a_statement() -> None:
    found = {
        floor(path)
        for path, tree in modules().items()
        for _, text in _texts(tree)
        if STATEMENT.match(text)
    }
    assert found == SPEAKS_SQL
