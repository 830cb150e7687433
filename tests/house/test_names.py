"""No name that says nothing. A reader finds the product in the names, or not at all."""

import re

from tests.house.source import SOURCE, definitions, modules, relative

SAYS_NOTHING = {
    "util": "whatever did not find its place",
    "utils": "whatever did not find its place",
    "utility": "whatever did not find its place",
    "utilities": "whatever did not find its place",
    "helper": "everything helps",
    "helpers": "everything helps",
    "common": "common to what?",
    "shared": "shared by whom?",
    "misc": "whatever did not find its place",
    "stuff": "whatever did not find its place",
    "things": "whatever did not find its place",
    "base": "base of what? name what the subclasses are",
    "core": "everything thinks that it is the core",
    "lib": "all of it is",
    "data": "everything is; name what it says",
    "info": "everything is; name what it says",
    "item": "of what?",
    "object": "everything is",
    "manager": "name what it does with what it has",
    "handler": "name what it does when it is called",
    "controller": "name what it decides",
    "processor": "name what it makes of what it gets",
    "service": "name what it serves with",
    "wrapper": "name what it adds",
    "handle": "name what is done",
    "process": "name what is done; a process is one of the machine's",
    "execute": "name what is done",
    "perform": "name what is done",
    "do": "name what is done",
    "go": "name where",
    "main_loop": "name what it waits for",
    "temp": "nothing here is meant to stay for a while only",
    "tmp": "nothing here is meant to stay for a while only",
    "foo": "it is not a tutorial",
}
"""A whole name of a module, function or class, with the reason why it is none."""

BEGINNINGS = ("do_", "handle_", "process_", "perform_", "execute_", "my_", "the_")
ENDINGS = (
    "_util",
    "_utils",
    "_helper",
    "_helpers",
    "_manager",
    "_handler",
    "_misc",
    "_stuff",
    "_impl",
    "_v2",
    "_new",
    "_old",
)
AGREED = {
    "src/accord/formats/xml.py::_Target.data": "the parser's interface names it",
    "src/accord/identifiers/normal.py::_handle": "a handle is a kind of subject",
    "src/accord/node/home.py::Home.data": "the folder is called so",
}
"""Where such a name is the right word, and why."""


def say_nothing(name: str) -> bool:
    """`name` of a module, function or class, in snake or camel case, private or not."""
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().strip("_")
    return snake in SAYS_NOTHING or snake.startswith(BEGINNINGS) or snake.endswith(ENDINGS)


def test_the_rule_itself() -> None:
    said = ["run_check", "Gate", "admit", "processes", "handling", "document", "newest", "__init__"]
    unsaid = ["utils", "KeyManager", "do_check", "_helpers", "handle_it", "RequestHandler", "Data"]
    assert [name for name in said if say_nothing(name)] == []
    assert [name for name in unsaid if not say_nothing(name)] == []


def test_modules_and_folders_say_what_they_are() -> None:
    names = {
        part: path
        for path in modules()
        for part in (*path.relative_to(SOURCE).parent.parts, path.stem)
    }
    assert [f"{relative(path)}: {name}" for name, path in names.items() if say_nothing(name)] == []


def test_functions_and_classes_say_what_they_are() -> None:
    found = [one.where for one in definitions() if say_nothing(one.name.rpartition(".")[2])]
    assert sorted(set(found) - set(AGREED)) == []
    assert sorted(set(AGREED) - set(found)) == [], "agreed, but not there any more"
