"""The pure floors read no clock, no file and no environment, and start nothing.

Their imports are import-linter's business (pyproject.toml); this is about what the few modules
of the standard library that they may import could be used for.
"""

import ast

from tests.house.source import called_name, floor, modules, relative

PURE = frozenset({"policy", "matching", "trust", "formats", "identifiers", "words", "model"})
IMPURE_CALLS = frozenset(
    {"now", "utcnow", "today", "time_ns", "monotonic", "perf_counter", "open", "getenv", "print"}
)
IMPURE_ATTRIBUTES = frozenset({"environ", "stdin", "stdout", "stderr", "argv"})
AGREED = {
    "src/accord/model/ids.py::urandom": "ids are random; the operating system's is the only source",
    "src/accord/trust/keys.py::urandom": "a new signing key",
    "src/accord/trust/payloads.py::urandom": "key, salt and nonce of a payload",
}


def test_no_clock_no_file_no_environment() -> None:
    used = [
        f"{relative(path)}:{node.lineno} {called_name(node)}"
        for path, tree in modules().items()
        if floor(path) in PURE
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and called_name(node) in IMPURE_CALLS
    ]
    used += [
        f"{relative(path)}:{node.lineno} {node.attr}"
        for path, tree in modules().items()
        if floor(path) in PURE
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in IMPURE_ATTRIBUTES
    ]
    assert used == []


def test_randomness_is_drawn_where_it_is_agreed() -> None:
    drawn = {
        f"{relative(path)}::urandom"
        for path, tree in modules().items()
        if floor(path) in PURE
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and called_name(node) == "urandom"
    }
    assert drawn == set(AGREED)
