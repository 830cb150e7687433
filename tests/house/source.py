"""The source read as syntax trees, for the house's own rules. Nothing of it is imported or run."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "accord"

Defined = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class Definition(NamedTuple):
    """A function, method or class that is not local to a function."""

    path: Path
    name: str
    """Qualified within its module: `run_check`, `Gate.admit`."""
    node: Defined

    @property
    def where(self) -> str:
        return f"{relative(self.path)}::{self.name}"

    @property
    def is_public(self) -> bool:
        return not any(part.startswith("_") for part in self.name.split("."))

    @property
    def lines(self) -> int:
        return (self.node.end_lineno or self.node.lineno) - self.node.lineno + 1


@cache
def modules() -> dict[Path, ast.Module]:
    """Every module of the product."""
    return {path: ast.parse(path.read_text("utf-8")) for path in sorted(SOURCE.rglob("*.py"))}


@cache
def definitions() -> tuple[Definition, ...]:
    """Every definition of the product, methods and nested classes included."""
    return tuple(
        definition for path, tree in modules().items() for definition in _within(path, tree, "")
    )


def functions() -> Iterator[Definition]:
    """The functions and methods, local ones too."""
    for path, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield Definition(path, node.name, node)


def floor(path: Path) -> str:
    """The folder under `accord/` that a module stands in; empty for the package's own."""
    parts = path.relative_to(SOURCE).parts
    return parts[0] if len(parts) > 1 else ""


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def called_name(call: ast.Call) -> str:
    """`Permit` of `Permit(…)` and of `principals.Permit(…)`; empty for anything else."""
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def _within(path: Path, node: ast.Module | ast.ClassDef, prefix: str) -> Iterator[Definition]:
    for child in node.body:
        if isinstance(child, Defined):
            yield Definition(path, prefix + child.name, child)
        if isinstance(child, ast.ClassDef):
            yield from _within(path, child, f"{prefix}{child.name}.")
