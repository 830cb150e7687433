"""Asking from the terminal: the published answer, and questions that are none."""

from pathlib import Path

import msgspec
import pytest
from tests.cli.command_line import NAME, UN_LIST, WALLET, accord, refused, wallets

from accord.model.checks import Answer

KEYS = {"check_id", "verdict", "verdict_text", "hits", "outcomes", "advice", "asked_at", "seconds"}
HIT = {
    "record",
    "names",
    "probability",
    "reasons",
    "requested",
    "permitted",
    "basis",
    "marking",
    "source",
    "as_of",
}


def ask(home: Path, *flags: str) -> dict[str, object]:
    ended = accord("check", "--home", home, "--purpose", "border_check", *flags, "--json")
    assert ended.code == 0, ended.out
    answer: dict[str, object] = ended.json
    return answer


def test_the_answer_is_the_published_one(loaded: Path) -> None:
    ended = accord("check", "--home", loaded, "--name", NAME, "--purpose", "border_check", "--json")
    answer = ended.json
    assert set(answer) == KEYS
    assert answer["verdict"] == "second_line"
    hit = answer["hits"][0]
    assert set(hit) >= HIT
    assert set(hit["reasons"][0]) >= {"code", "log_odds", "text"}
    assert hit["permitted"][0]["params"] == {"phone": "+1 555 0100"}
    assert msgspec.json.decode(ended.out, type=Answer).check_id == answer["check_id"]


def test_the_answer_for_people_says_the_verdict_first(loaded: Path) -> None:
    shown = accord("check", "--home", loaded, "--name", NAME, "--purpose", "arrest").out
    assert shown.startswith("▲ Send to second line")
    assert "+1 555 0100" in shown
    nothing = accord(
        "check", "--home", loaded, "--name", "Wolfdietrich Ottokar", "--purpose", "arrest"
    ).out
    assert nothing.startswith("○ Nothing found in what was asked")
    assert "Add the date of birth" in nothing


@pytest.mark.parametrize(
    ("language", "arabic"), [("en_US", False), ("ar_EG", True), ("fr_FR", False)]
)
def test_words_are_in_the_language_of_the_terminal(
    loaded: Path, language: str, *, arabic: bool
) -> None:
    flags = ("check", "--home", loaded, "--name", NAME, "--purpose", "arrest")
    shown = accord(*flags, language=f"{language}.UTF-8").out
    first = shown.splitlines()[0]
    assert any("\u0600" <= letter <= "\u06ff" for letter in first) is arabic


def test_a_name_in_its_own_script(loaded: Path) -> None:
    assert ask(loaded, "--name", "تارفو بلاندير اوسكيم")["hits"] != []


def test_a_passport_alone(loaded: Path) -> None:
    assert ask(loaded, "--document", "ZZ 000111")["verdict"] == "second_line"


def test_a_wallet_is_found_once_its_source_is_on(home: Path, tmp_path: Path) -> None:
    imported = ("import", "--home", home, "--format", "crypto-addresses")
    assert accord(*imported, wallets(tmp_path, WALLET)).code == 0
    off = ask(home, "--wallet", WALLET)
    assert (off["verdict"], off["hits"]) == ("could_not_check", [])
    assert "advice_source_not_asked" in str(off["advice"])
    shown = accord("check", "--home", home, "--wallet", WALLET, "--purpose", "asset_tracing").out
    assert shown.startswith("✕ Could not check")
    assert "was not asked" in shown
    assert accord("sources", "--home", home, "--on", "crypto-addresses").code == 0
    on = ask(home, "--wallet", WALLET)
    assert on["verdict"] == "second_line"
    other_case = ask(home, "--wallet", WALLET.swapcase())
    assert other_case["hits"] == []


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        ((), "names nothing"),
        (("--purpose", "arrest"), "names nothing"),
        (("--kind", "person", "--purpose", "arrest"), "names nothing"),
        (("--name", NAME), "purpose"),
        (("--name", NAME, "--purpose", "revenge"), "purpose"),
        (("--name", NAME, "--purpose", "arrest", "--born", "soon"), "date"),
        (("--name", NAME, "--purpose", "arrest", "--born", "1970-02-31"), "calendar"),
        (("--name", NAME, "--purpose", "arrest", "--born", "2999"), "2999"),
        (("--name", NAME, "--purpose", "arrest", "--nationality", "Nowhere"), "nationality"),
        (("--name", NAME, "--purpose", "arrest", "--sex", "maybe"), "sex"),
        (("--name", NAME, "--purpose", "arrest", "--kind", "ghost"), "kind"),
        (("--name", "x" * 1001, "--purpose", "arrest"), "1001"),
        (("--name", "bell \x07", "--purpose", "arrest"), "control character"),
        (("--name", "---", "--purpose", "arrest"), "names nothing"),
        (("--phone", "-", "--purpose", "arrest"), "phone"),
        (("--name", NAME, "--purpose", "oversight"), "purpose"),
    ],
)
def test_what_is_no_question_is_told(loaded: Path, flags: tuple[str, ...], words: str) -> None:
    told = refused(accord("check", "--home", loaded, *flags))
    assert words in told


CSV = f"""name,born,purpose
{NAME},1970-01-02,border_check
{NAME},soon,border_check
Wolfdietrich Ottokar,,arrest
,,arrest
"""
JSON_LINES = f"""{{"name": "{NAME}", "born": "1970-01-02", "purpose": "border_check"}}
{{"name": "{NAME}", "born": "soon", "purpose": "border_check"}}
{{"subject": {{"kind": "person", "names": [{{"text": "Wolfdietrich Ottokar"}}]}}, "purpose": "arrest"}}
{{"purpose": "arrest"}}
"""


@pytest.mark.parametrize(
    ("name", "content", "lines"),
    [("q.csv", CSV, (3, 5)), ("q.jsonl", JSON_LINES, (2, 4))],
)
def test_a_batch_answers_every_row_in_its_place(
    loaded: Path, tmp_path: Path, name: str, content: str, lines: tuple[int, int]
) -> None:
    path = tmp_path / name
    path.write_text(content)
    ended = accord("check", "--home", loaded, "--batch", path)
    assert ended.code == 2
    assert "2 rows could not be asked" in ended.err
    first, second, third, fourth = ended.lines
    assert (set(first), first["verdict"]) == (KEYS, "second_line")
    assert (set(third), third["verdict"]) == (KEYS, "nothing_found")
    assert set(second) == set(fourth) == {"line", "error", "text"}
    assert (second["line"], fourth["line"]) == lines
    assert second["error"] == "date_unreadable"
    assert NAME not in str(second) + ended.err


def test_a_batch_without_a_wrong_row_ends_well(loaded: Path, tmp_path: Path) -> None:
    path = tmp_path / "q.csv"
    path.write_text(f"name,purpose\n{NAME},arrest\n")
    ended = accord("check", "--home", loaded, "--batch", path)
    assert (ended.code, len(ended.lines)) == (0, 1)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "q.csv cannot be read"),
        (b"", "empty"),
        (b"name,colour,purpose\nA B,red,arrest\n", "Column 2"),
        (b"name,name\n", "same heading"),
    ],
)
def test_a_batch_that_cannot_be_read(
    loaded: Path, tmp_path: Path, content: bytes | None, words: str
) -> None:
    path = tmp_path / "q.csv"
    if content is not None:
        path.write_bytes(content)
    assert words in refused(accord("check", "--home", loaded, "--batch", path))


def test_offline_checks_are_on_the_ledger(loaded: Path) -> None:
    before = accord("audit", "verify", "--home", loaded, "--json").json["leaves"]
    ask(loaded, "--name", NAME)
    assert accord("audit", "verify", "--home", loaded, "--json").json["leaves"] == before + 1


def test_an_older_list_is_named_as_old(loaded: Path) -> None:
    assert UN_LIST.exists()
    assert "advice_source_old" in str(ask(loaded, "--name", NAME)["advice"])
