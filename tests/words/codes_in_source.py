"""Every code that the source gives to people, found by reading the source.

A code is the first argument of one of our errors, of `Coded`, of `Reason` and of the like:
a literal, a constant of a module, a choice of them, or an f-string over an enumeration. What
comes out of a variable is not seen here; its literal stands elsewhere and is.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

SOURCE = Path(__file__).parents[2] / "src" / "accord"
ERRORS = {
    "AccordError",
    "Invalid",
    "Denied",
    "Missing",
    "Conflict",
    "Untrusted",
    "Unavailable",
    "Corrupt",
}
CALLS = {
    **dict.fromkeys(ERRORS, "error_"),
    "Denied": "",
    "Rejection": "error_",
    "Finding": "finding_",
    "note": "finding_",
    "Coded": "",
    "Reason": "reason_",
    "render": "",
}
CODE_AT = {"Rejection": 2, "Finding": 1, "note": 1}
"""Where the code stands among the positional arguments, when not first; `params` follow it."""
ANYTHING = "*"
SELF_NAMED = re.compile(r"(advice|label|refused)_[a-z_]+")
"""Strings that say by themselves that they are codes, wherever they stand."""
REASON = re.compile(r"(name|birth_date|nationality|sex|place|identifier|kind)_[a-z_]+")
"""The same in matching/, where a reason's code is chosen apart from where it is given."""


class Use(NamedTuple):
    """A key that the catalogs must have; `*` stands for what is known at run time only."""

    key: str
    where: str
    params: frozenset[str]
    """Names of the values that are seen to be handed over; there may be more."""


def uses() -> list[Use]:
    trees = {path: ast.parse(path.read_text("utf-8")) for path in sorted(SOURCE.rglob("*.py"))}
    constants = {name: value for tree in trees.values() for name, value in _constants(tree)}
    return [
        use
        for path, tree in trees.items()
        for found in (_uses_in(path, tree, constants), _codes_at_the_edge(path, tree))
        for use in found
    ]


def policy_ids() -> set[str]:
    """`@id("…")` of every Cedar policy in the package."""
    texts = (path.read_text("utf-8") for path in SOURCE.rglob("*.cedar"))
    return {found for text in texts for found in re.findall(r'@id\("([^"]+)"\)', text)}


def strings() -> set[str]:
    """Every string that stands in the source, wherever."""
    return {text for path in SOURCE.rglob("*.py") for text in _strings(path)}


def codes_by_name() -> set[str]:
    """Keys that strings name by their form alone."""
    found = {text for text in strings() if SELF_NAMED.fullmatch(text)}
    for part in ("dates.py", "facts.py", "name_reasons.py", "names.py", "score.py"):
        path = SOURCE / "matching" / part
        texts = _strings(path) if path.exists() else set()
        found |= {f"reason_{text}" for text in texts if REASON.fullmatch(text)}
    return found


def _strings(path: Path) -> set[str]:
    return {
        node.value
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def _constants(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        if isinstance(node, ast.AnnAssign):
            targets = [node.target]
        value = getattr(node, "value", None)
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            for target in targets:
                if isinstance(target, ast.Name):
                    yield target.id, value.value


def _uses_in(path: Path, tree: ast.Module, constants: dict[str, str]) -> Iterator[Use]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name not in CALLS:
            continue
        keywords = {word.arg: word.value for word in node.keywords if word.arg}
        at = CODE_AT.get(name, 0)
        given = _argument(node, at, keywords.get("code"))
        where = f"{path.relative_to(SOURCE)}:{node.lineno}"
        params = (
            frozenset(keywords)
            if name in ERRORS
            else _literal_names(_argument(node, at + 1, keywords.get("params")))
        )
        for code in _codes(given, constants):
            yield Use(CALLS[name] + code, where, params)


def _codes_at_the_edge(path: Path, tree: ast.Module) -> Iterator[Use]:
    """`code = …` in api/: the framework's own errors get their codes there."""
    for node in ast.walk(tree) if "api" in path.parts else ():
        if isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == "code" for target in node.targets
        ):
            for part in ast.walk(node.value):
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    where = f"{path.relative_to(SOURCE)}:{node.lineno}"
                    yield Use("error_" + part.value, where, frozenset())


def _argument(node: ast.Call, at: int, keyword: ast.expr | None) -> ast.expr | None:
    return node.args[at] if len(node.args) > at else keyword


def _literal_names(given: ast.expr | None) -> frozenset[str]:
    if not isinstance(given, ast.Dict):
        return frozenset()
    return frozenset(
        key.value
        for key in given.keys
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
    )


def _codes(given: ast.expr | None, constants: dict[str, str]) -> Iterator[str]:
    match given:
        case ast.Constant(value=str(text)):
            yield text
        case ast.Name(id=name) if name in constants:
            yield constants[name]
        case ast.IfExp(body=body, orelse=orelse):
            yield from _codes(body, constants)
            yield from _codes(orelse, constants)
        case ast.JoinedStr(values=values):
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else ANYTHING for part in values
            )
        case _:
            return
