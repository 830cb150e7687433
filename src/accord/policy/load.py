"""Policy texts into a set that can decide, or a refusal that names file and line.

Stricter than Cedar's own strict validation, since Cedar skips a `forbid` that it cannot evaluate
and its validator looks away from what can never be reached. Also refused here: optional
attributes, `has`, templates, policies without an id, and conditions or attributes that are never
read (each one is misspelled in turn: the validator has to notice). Must never return a set that
was not validated whole.
"""

import dataclasses
import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from importlib import resources
from typing import Any

import cedarpy
import msgspec
from cedarpy import pst

from accord.model.errors import Invalid

SCHEMA_FILE = "accord.cedarschema"
POLICY_ID = re.compile(r"[a-z][a-z0-9-]{0,60}")

_PROBE = "accord_probe"
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|//[^\n]*|[;?]', re.DOTALL)
_BLANK = re.compile(r"(?:\s|//[^\n]*)*")
_QUOTED = re.compile(r"`([^`]*)`")


class PolicySet(msgspec.Struct, frozen=True):
    """Policies and schema, parsed once. Made by `load_policies`."""

    engine: cedarpy.PolicySet
    schema: cedarpy.Schema
    ids: tuple[str, ...]
    version: str
    """Names the texts that it was made of: `sha256:` and 64 hexadecimal digits."""


class _Statement(msgspec.Struct, frozen=True):
    """One policy of a file; `line` counts from 1."""

    file: str
    line: int
    text: str


def packaged_policies() -> dict[str, str]:
    """The policies that come with the program, text by file name. Reads only the package."""
    found = sorted(resources.files(__package__).iterdir(), key=lambda file: file.name)
    return {file.name: file.read_text("utf-8") for file in found if file.name.endswith(".cedar")}


def packaged_schema() -> str:
    """The schema that comes with the program, for `load_policies`. Reads only the package."""
    return resources.files(__package__).joinpath(SCHEMA_FILE).read_text("utf-8")


def load_policies(texts: Mapping[str, str], schema: str) -> PolicySet:
    """The policies of all `texts` (Cedar by file name), validated against `schema`.

    Raises Invalid `policy_invalid` with `file`, `line` (from 1) and `detail`, the first one
    found, when anything in them could fail to mean what it says.
    """
    parsed_schema = _read_schema(schema)
    policies: dict[str, pst.Template] = {}
    for file, text in sorted(texts.items()):
        for statement in _split(file, text):
            policy = _read(statement)
            policy_id = policy.annotations.get("id") or ""
            if not POLICY_ID.fullmatch(policy_id):
                raise _invalid(statement, "no usable @id")
            if policy_id in policies:
                raise _invalid(statement, f"@id {policy_id} is there already")
            _validate(statement, policy, parsed_schema)
            policies[policy_id] = dataclasses.replace(policy, id=policy_id)
    return PolicySet(
        engine=_engine(policies),
        schema=parsed_schema,
        ids=tuple(sorted(policies)),
        version=_version(texts, schema),
    )


def _read_schema(text: str) -> cedarpy.Schema:
    for token in _TOKEN.finditer(text):
        if token[0] == "?":
            statement = _Statement(SCHEMA_FILE, _line(text, token.start()), "")
            raise _invalid(statement, "optional attribute: every attribute is required")
    try:
        return cedarpy.Schema.from_str(text)
    except ValueError as error:
        raise _invalid(_Statement(SCHEMA_FILE, 1, ""), str(error)) from error


def _split(file: str, text: str) -> Iterator[_Statement]:
    """The file's policies, each with what leads up to it left out."""
    start = _skip_blank(text, 0)
    for token in _TOKEN.finditer(text):
        if token[0] == ";":
            yield _Statement(file, _line(text, start), text[start : token.end()])
            start = _skip_blank(text, token.end())
    if start < len(text):
        yield _Statement(file, _line(text, start), text[start:])


def _read(statement: _Statement) -> pst.Template:
    try:
        parsed = cedarpy.policies_to_pst(statement.text)
    except ValueError as error:
        raise _invalid(statement, str(error)) from error
    if parsed.templates or len(parsed.static_policies) != 1:
        raise _invalid(statement, "not one policy without slots")
    (policy,) = parsed.static_policies.values()
    return policy


def _validate(statement: _Statement, policy: pst.Template, schema: cedarpy.Schema) -> None:
    result = cedarpy.validate_policies(statement.text, schema)
    if not result.validation_passed:
        found = [_locate(statement, error.error) for error in result.errors]
        # What only names the whole policy follows from something else in it.
        raise _invalid(*min(found, key=lambda one: (one[0].line == statement.line, one[0].line)))
    if any(isinstance(node, pst.HasAttr) for node in _nodes(policy)):
        raise _invalid(statement, "`has` hides misspelled attributes")
    for attribute, misspelled in _misspellings(policy):
        text = str(_engine({policy.id: misspelled}))
        if cedarpy.validate_policies(text, schema).validation_passed:
            raise _invalid(*_locate(statement, f"`{attribute}` is never read"))


def _misspellings(policy: pst.Template) -> Iterator[tuple[str, pst.Template]]:
    """The policy with one attribute misspelled, for each; first with one more condition, which
    shows whether the others can be met at all.
    """
    condition = pst.When(pst.GetAttr(pst.Var("principal"), _PROBE))
    yield "condition", dataclasses.replace(policy, clauses=(*policy.clauses, condition))
    for attribute, clauses in _renamed(policy.clauses):
        yield attribute, dataclasses.replace(policy, clauses=clauses)


def _renamed(node: Any) -> Iterator[tuple[str, Any]]:
    """Copies of a syntax tree in each of which one attribute access goes to `_PROBE`."""
    if isinstance(node, pst.GetAttr):
        yield node.attr, dataclasses.replace(node, attr=_PROBE)
    for key, child in _children(node):
        for attribute, changed in _renamed(child):
            yield attribute, _with_child(node, key, changed)


def _nodes(node: Any) -> Iterator[Any]:
    yield node
    for _, child in _children(node):
        yield from _nodes(child)


def _children(node: Any) -> list[tuple[Any, Any]]:
    if isinstance(node, tuple):
        return list(enumerate(node))
    if isinstance(node, Mapping):
        return list(node.items())
    if dataclasses.is_dataclass(node):
        return [(field.name, getattr(node, field.name)) for field in dataclasses.fields(node)]
    return []


def _with_child(node: Any, key: Any, child: Any) -> Any:
    if isinstance(node, tuple):
        return (*node[:key], child, *node[key + 1 :])
    if isinstance(node, Mapping):
        return pst.FrozenMap({**node, key: child})
    return dataclasses.replace(node, **{key: child})


def _engine(policies: Mapping[str, pst.Template]) -> cedarpy.PolicySet:
    """Policies under their own ids: parsed from text they would be numbered."""
    empty = pst.FrozenMap[str, pst.Template]({})
    return cedarpy.PolicySet.from_pst(
        pst.PolicySet(templates=empty, static_policies=pst.FrozenMap(policies), template_links=())
    )


def _locate(statement: _Statement, problem: str) -> tuple[_Statement, str]:
    """The statement moved to the line of the first name that `problem` quotes from it."""
    for quoted in _QUOTED.findall(problem):
        words = re.findall(r"\w+", quoted)
        found = re.search(rf"\b{words[-1]}\b", statement.text) if words else None
        if found:
            down = _line(statement.text, found.start()) - 1
            return msgspec.structs.replace(statement, line=statement.line + down), problem
    return statement, problem


def _invalid(statement: _Statement, problem: str) -> Invalid:
    return Invalid("policy_invalid", file=statement.file, line=statement.line, detail=problem)


def _line(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


def _skip_blank(text: str, offset: int) -> int:
    found = _BLANK.match(text, offset)
    return found.end() if found else offset


def _version(texts: Mapping[str, str], schema: str) -> str:
    """Over every name and text, each preceded by its length."""
    parts = [part for item in sorted(texts.items()) for part in item]
    digest = sha256()
    for part in (schema, *parts):
        encoded = part.encode()
        digest.update(len(encoded).to_bytes(8, "big") + encoded)
    return f"sha256:{digest.hexdigest()}"
