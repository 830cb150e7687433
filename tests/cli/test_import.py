"""Loading lists, switching sources, rebuilding: the report, and what goes wrong in words."""

import csv
from pathlib import Path

import pytest
from tests.cli.command_line import NAME, UN_LIST, WALLET, accord, make_home, refused, wallets

REPORT = ["read", "added", "amended", "unchanged", "rejected", "withdrawn", "seconds"]
SOURCE = {"id", "name", "basis", "complete", "first_line", "current", "edition"}
UN_TEXT = UN_LIST.read_text(encoding="utf-8")
ENTRIES = 5


def load(home: Path, *files: Path, format_id: str = "un-sc") -> dict[str, int]:
    ended = accord("import", "--home", home, "--format", format_id, *files, "--json")
    assert ended.code == 0, ended.out
    report: dict[str, int] = ended.json
    return report


def edition(folder: Path, date: str, *changes: tuple[str, str]) -> Path:
    text = UN_TEXT.replace("2024-02-03T04:05:06.007Z", date)
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    path = folder / "edition.xml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_report_adds_up(home: Path) -> None:
    first = load(home, UN_LIST)
    assert list(first) == [*REPORT, *(["rejected_file"] if first["rejected"] else [])]
    counted = first["added"] + first["amended"] + first["unchanged"] + first["rejected"]
    assert first["read"] == counted > 0
    assert first["added"] == first["read"] - first["rejected"]
    again = load(home, UN_LIST)
    assert (again["unchanged"], again["added"]) == (first["added"], 0)


def test_the_report_is_a_table_for_people(home: Path) -> None:
    ended = accord("import", "--home", home, "--format", "un-sc", UN_LIST)
    assert ended.code == 0
    assert "Read" in ended.out
    assert "Withdrawn" in ended.out


def test_an_older_edition_is_refused_without_force(home: Path, tmp_path: Path) -> None:
    load(home, UN_LIST)
    older = edition(tmp_path, "2023-01-01T00:00:00.000Z")
    told = refused(accord("import", "--home", home, "--format", "un-sc", older))
    assert "--force" in told
    forced = accord("import", "--home", home, "--format", "un-sc", older, "--force", "--json")
    assert forced.code == 0


def test_an_amended_entry(home: Path, tmp_path: Path) -> None:
    load(home, UN_LIST)
    newer = edition(tmp_path, "2025-01-01T00:00:00.000Z", ("Made up.", "Made up again."))
    assert load(home, newer)["amended"] == 1


def test_more_than_a_tenth_is_asked_for(home: Path, tmp_path: Path) -> None:
    load(home, UN_LIST)
    one_less = edition(
        tmp_path,
        "2025-01-01T00:00:00.000Z",
        ("<DATAID>9000002</DATAID>", "<DATAID>9000099</DATAID>"),
    )
    ended = accord("import", "--home", home, "--format", "un-sc", one_less, "--json")
    assert (ended.code, ended.json["error"]) == (2, "withdrawals_not_agreed")
    told = refused(accord("import", "--home", home, "--format", "un-sc", one_less))
    assert "no longer names 1 of" in told
    agreed = accord("import", "--home", home, "--format", "un-sc", one_less, "--withdraw", "--json")
    assert agreed.json["withdrawn"] == 1


def test_rejected_rows_are_in_a_file_with_line_and_reason(home: Path, tmp_path: Path) -> None:
    bad = wallets(tmp_path, WALLET, "no address at all", "", WALLET)
    report = accord("import", "--home", home, "--format", "crypto-addresses", bad, "--json").json
    assert (report["read"], report["added"], report["rejected"]) == (3, 1, 2)
    path = Path(report["rejected_file"])
    assert path.parent == home / "out"
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["code"] for row in rows] == ["address_unreadable", "entry_named_twice"]
    assert rows[0]["file"] == "list_XBT.txt"
    assert rows[0]["line"] == "2"
    assert rows[0]["reason"]
    assert "no address at all" not in path.read_text()


def test_a_truncated_file_keeps_what_was_read(home: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.xml"
    cut.write_text(UN_TEXT[: UN_TEXT.index("<DATAID>9000002")], encoding="utf-8")
    told = refused(accord("import", "--home", home, "--format", "un-sc", cut))
    assert "cut.xml, line" in told
    (source,) = accord("sources", "--home", home, "--json").json
    assert (source["current"], source["edition"]) == (1, "")
    assert load(home, UN_LIST)["unchanged"] == 1


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (("--format", "un-sc", "missing.xml"), "missing.xml"),
        (("--format", "un-sc", "."), "cannot be read"),
        (("--format", "nonsense", UN_LIST), "un-sc"),
        (("--format", "un-sc", UN_LIST, UN_LIST), "one file"),
        (("--format", "crypto-addresses", UN_LIST), "currency"),
        (("--format", "un-sc", UN_LIST, "--source", "Not An Id"), ""),
    ],
)
def test_what_cannot_be_imported_is_told(
    home: Path, flags: tuple[str | Path, ...], words: str
) -> None:
    told = refused(accord("import", "--home", home, *flags))
    assert words in told
    assert accord("sources", "--home", home, "--json").json == [] or words != ""


def test_a_list_may_be_a_source_of_another_name(home: Path) -> None:
    flags = ("--format", "un-sc", UN_LIST, "--source", "exercise-list")
    assert accord("import", "--home", home, *flags).code == 0
    (source,) = accord("sources", "--home", home, "--json").json
    assert source["id"] == "exercise-list"


def test_sources_and_their_switch(home: Path, tmp_path: Path) -> None:
    load(home, UN_LIST)
    load(home, wallets(tmp_path, WALLET), format_id="crypto-addresses")
    rows = {row["id"]: row for row in accord("sources", "--home", home, "--json").json}
    assert set(rows) == {"un-sc", "crypto-addresses"}
    assert all(SOURCE <= set(row) for row in rows.values())
    assert (rows["un-sc"]["first_line"], rows["crypto-addresses"]["first_line"]) == (True, False)
    assert rows["un-sc"]["edition"] == "2024-02-03T04:05:06.007Z"
    flags = ("--on", "crypto-addresses", "--off", "un-sc")
    switched = accord("sources", "--home", home, *flags, "--json").json
    assert {row["id"]: row["first_line"] for row in switched} == {
        "un-sc": False,
        "crypto-addresses": True,
    }
    shown = accord("sources", "--home", home).out
    assert "● on" in shown
    assert "○ off" in shown
    assert "nowhere" in refused(accord("sources", "--home", home, "--on", "nowhere"))


def test_rebuilt_gives_the_same_answers(home: Path) -> None:
    load(home, UN_LIST)
    ask = ("check", "--home", home, "--name", NAME, "--purpose", "border_check", "--json")
    before = accord(*ask).json["hits"]
    rebuilt = accord("rebuild", "--home", home, "--json")
    assert rebuilt.code == 0
    assert set(rebuilt.json) == {"events", "seconds"}
    assert before == accord(*ask).json["hits"] != []
    assert accord("rebuild", "--home", home).code == 0
    assert accord("audit", "verify", "--home", home).code == 0


def test_another_body_s_home_is_another_node(tmp_path: Path) -> None:
    one, other = make_home(tmp_path / "one"), make_home(tmp_path / "other")
    load(one, UN_LIST)
    assert accord("sources", "--home", other, "--json").json == []
