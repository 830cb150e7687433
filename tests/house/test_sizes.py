"""The tail is capped: no function and no module that cannot be read in one go."""

from tests.house.source import functions, modules, relative

MOST_FUNCTION_LINES = 60
MOST_MODULE_LINES = 400


def test_no_function_is_longer_than_a_screen() -> None:
    long = [
        f"{relative(one.path)}::{one.name} {one.lines}"
        for one in functions()
        if one.lines > MOST_FUNCTION_LINES
    ]
    assert long == []


def test_no_module_is_longer_than_a_sitting() -> None:
    lines = {path: len(path.read_text("utf-8").splitlines()) for path in modules()}
    long = [f"{relative(path)} {count}" for path, count in lines.items()]
    assert [one for one in long if int(one.split()[1]) > MOST_MODULE_LINES] == []
