"""`accord sources`, `accord erase`, `accord rebuild`."""

from pathlib import Path

from tests.cli.commands import LISTED, NAME, accord, accord_json, ask, problem, told

SOURCE = ["id", "name", "basis", "complete", "first_line", "current", "edition"]


def switched(home: Path, *flags: str) -> dict[str, bool]:
    rows = accord_json("sources", "--home", home, *flags)
    return {row["id"]: row["first_line"] for row in rows}


def test_sources(home: Path) -> None:
    rows = {row["id"]: row for row in accord_json("sources", "--home", home)}
    assert [list(row) for row in rows.values()] == [SOURCE] * 2
    assert (rows["un-sc"]["current"], rows["crypto-addresses"]["current"]) == (2, 2)
    assert rows["un-sc"]["edition"].startswith("2024-02-03")


def test_on_and_off(home: Path) -> None:
    assert switched(home) == {"un-sc": True, "crypto-addresses": False}
    flags = ("--on", "crypto-addresses", "--off", "un-sc")
    assert switched(home, *flags) == {"un-sc": False, "crypto-addresses": True}
    answer = ask(home, "--name", NAME)
    assert answer["hits"] == []
    assert answer["outcomes"][0]["sources_not_asked"] == ["un-sc"]
    assert switched(home, "--on", "un-sc")["un-sc"]
    assert ask(home, "--name", NAME)["hits"][0]["names"][0] == LISTED


def test_a_source_that_is_not_there(home: Path) -> None:
    ended = accord("sources", "--home", home, "--on", "nowhere")
    assert told(ended) == "There is no source nowhere here. Look at the list of sources."
    assert switched(home) == {"un-sc": True, "crypto-addresses": False}


def test_sources_in_words(home: Path) -> None:
    ended = accord("sources", "--home", home)
    assert ended.exit_code == 0
    (line,) = [line for line in ended.stdout.splitlines() if line.startswith("un-sc")]
    assert "● on" in line
    assert "2024-02-03" in line


def record_of(home: Path) -> str:
    return str(ask(home, "--name", NAME)["hits"][0]["record"])


def test_erase(home: Path) -> None:
    record = record_of(home)
    erased = accord_json("erase", "--home", home, record, "--reason", "asked for")
    assert list(erased) == ["record", "versions", "position"]
    assert (erased["record"], erased["versions"]) == (record, 1)
    assert ask(home, "--name", NAME)["hits"] == []
    assert ask(home, "--document", "zz000111")["hits"] == []
    verified = accord_json("audit", "verify", "--home", home)
    assert (verified["ok"], verified["erased"]) == (True, 1)
    again = problem(accord("erase", "--home", home, record, "--reason", "asked for", "--json"))
    assert again["error"] in {"record_erased_already", "record_not_there"}


def test_erasing_is_asked_first(home: Path) -> None:
    record = record_of(home)
    ended = accord("erase", "--home", home, record, "--reason", "asked for", typed="n\n")
    assert ended.exit_code == 1
    assert "cannot be undone" in ended.output
    assert record_of(home) == record
    ended = accord("erase", "--home", home, record, "--reason", "asked for", typed="y\n")
    assert ended.exit_code == 0
    assert ask(home, "--name", NAME)["hits"] == []


def test_what_cannot_be_erased(home: Path) -> None:
    unknown = "testpol:01a21053-b900-7fab-b137-8f872f5da1eb"
    for record, code in ((unknown, "record_not_there"), (NAME, "record_id_unreadable")):
        ended = accord("erase", "--home", home, record, "--reason", "x", "--json")
        found = problem(ended)
        assert found["error"] == code
        assert "Tarvo" not in str(found)


def test_rebuild(home: Path) -> None:
    record = record_of(home)
    before = accord_json("sources", "--home", home)
    rebuilt = accord_json("rebuild", "--home", home)
    assert list(rebuilt) == ["events", "seconds"]
    assert rebuilt["events"] == accord_json("audit", "verify", "--home", home)["events"]
    assert accord_json("sources", "--home", home) == before
    assert record_of(home) == record


def test_rebuild_without_an_index_and_views(home: Path) -> None:
    record = record_of(home)
    for path in [*(home / "index").rglob("*"), *(home / "data").glob("views.db*")]:
        if path.is_file():
            path.unlink()
    accord_json("rebuild", "--home", home)
    assert record_of(home) == record
