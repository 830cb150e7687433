"""`accord check`: the published answer, questions that cannot be asked, and batches."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.cli.commands import BASE58, EVM, LISTED, NAME, accord, accord_json, ask, problem, told

ANSWER = [
    "check_id", "verdict", "verdict_text", "hits", "outcomes", "advice", "asked_at", "seconds",
]  # fmt: skip
HIT = [
    "record", "names", "probability", "reasons", "requested", "permitted", "basis", "marking",
    "source", "as_of", "version", "holder", "subject", "remarks", "listed_on", "regime", "age_days",
]  # fmt: skip
OUTCOME = ["body", "kind", "reason", "sources_asked", "sources_not_asked", "hits"]


def test_the_published_answer(ready: Path) -> None:
    answer = ask(ready, "--name", NAME, "--born", "1970", "--nationality", "Norway", "--sex", "M")
    assert list(answer) == ANSWER
    assert (answer["verdict"], answer["verdict_text"]) == ("second_line", "Send to second line")
    (hit,) = answer["hits"]
    assert list(hit) == HIT
    assert hit["names"][0] == LISTED
    assert hit["probability"] > 0.9
    assert (hit["basis"], hit["source"], hit["holder"]) == ("un_binding", "un-sc", "testpol")
    assert hit["as_of"].startswith("2024-02-03")
    assert hit["permitted"][0]["code"].startswith("permitted_")
    assert {"code": "requested_travel_ban", "text": "Travel ban is requested"} in hit["requested"]
    (outcome,) = answer["outcomes"]
    assert list(outcome) == OUTCOME
    assert (outcome["body"], outcome["kind"], outcome["hits"]) == ("testpol", "answered", 1)


def test_reasons_in_words_that_add_up(ready: Path) -> None:
    (hit,) = ask(ready, "--name", NAME, "--born", "1970-01-02")["hits"]
    for reason in hit["reasons"]:
        assert set(reason) <= {"code", "params", "log_odds", "text"}
        assert reason["text"]
        assert reason["log_odds"]
    codes = {reason["code"] for reason in hit["reasons"]}
    assert {"prior", "name_same", "birth_date_same"} <= codes


def test_nothing_found_says_what_was_asked_and_what_would_help(ready: Path) -> None:
    answer = ask(ready, "--name", "Ottilie Brandvold Eskelund")
    assert (answer["verdict"], answer["hits"]) == ("nothing_found", [])
    (outcome,) = answer["outcomes"]
    assert (outcome["kind"], outcome["sources_asked"]) == ("no_hit", ["un-sc"])
    assert "advice_add_birth_date" in {one["code"] for one in answer["advice"]}


def test_an_organization(ready: Path) -> None:
    answer = ask(ready, "--kind", "organization", "--name", "Belandir Trading")
    assert answer["hits"][0]["subject"]["kind"] == "organization"


def test_a_document(ready: Path) -> None:
    (hit,) = ask(ready, "--document", "zz-000111")["hits"]
    assert hit["names"][0] == LISTED
    assert "identifier_equal" in {reason["code"] for reason in hit["reasons"]}


def test_a_wallet_while_its_source_is_off_and_on(home: Path) -> None:
    off = ask(home, "--wallet", EVM)
    assert off["hits"] == []
    assert off["outcomes"][0]["sources_not_asked"] == ["crypto-addresses"]
    (advice,) = [one for one in off["advice"] if one["code"] == "advice_source_not_asked"]
    assert "Digital currency addresses was not asked" in advice["text"]
    accord_json("sources", "--home", home, "--on", "crypto-addresses")
    for written in (EVM, EVM.lower(), "0x" + EVM[2:].upper()):
        on = ask(home, "--wallet", written)
        assert [hit["source"] for hit in on["hits"]] == ["crypto-addresses"]
        assert on["outcomes"][0]["sources_not_asked"] == []
    assert len(ask(home, "--wallet", BASE58)["hits"]) == 1
    assert ask(home, "--wallet", BASE58.swapcase())["hits"] == []


def test_a_node_without_records_says_so(empty: Path) -> None:
    answer = ask(empty, "--name", NAME)
    assert answer["verdict"] == "could_not_check"
    assert "advice_no_records_loaded" in {one["code"] for one in answer["advice"]}


def test_in_words(ready: Path) -> None:
    ended = accord("check", "--home", ready, "--name", NAME, "--purpose", "arrest")
    assert ended.exit_code == 0
    first, *_ = ended.stdout.splitlines()
    assert first == "▲ Send to second line"
    for said in (LISTED, "Hold nothing", "Same name", "Binding decision", "Asked:"):
        assert said in ended.stdout
    assert ended.stderr == ""


def test_brackets_in_a_name_are_letters_not_colors(ready: Path) -> None:
    named = ("--name", "[bold]Tarvo[/bold] Belandir [/x]", "--purpose", "arrest")
    assert accord("check", "--home", ready, *named).exit_code == 0


UNASKABLE = {
    "no purpose": (("--name", NAME), "purpose_missing"),
    "unknown purpose": (("--name", NAME, "--purpose", "curiosity"), "purpose_unknown"),
    "nothing": ((), "question_names_nothing"),
    "only a purpose": (("--purpose", "arrest"), "question_names_nothing"),
    "only blanks": (("--name", "  ; ", "--purpose", "arrest"), "subject_empty"),
    "unreadable date": (("--name", NAME, "--born", "Tarvo", "--purpose", "arrest"), "date_unreadable"),
    "no such day": (("--name", NAME, "--born", "1970-02-30", "--purpose", "arrest"), "date_no_such_day"),
    "date in 2999": (("--name", NAME, "--born", "2999", "--purpose", "arrest"), "date_out_of_range"),
    "unknown kind": (("--name", NAME, "--kind", "Tarvo", "--purpose", "arrest"), "kind_unknown"),
    "unknown country": (("--name", NAME, "--nationality", "Tarvo", "--purpose", "arrest"), "nationality_unknown"),
    "unknown sex": (("--name", NAME, "--sex", "Tarvo", "--purpose", "arrest"), "sex_unknown"),
    "control character": (("--name", "Tarvo\x07", "--purpose", "arrest"), "text_control_character"),
    "much too long": (("--name", "Tarvo " * 2_000, "--purpose", "arrest"), "text_too_long"),
    "empty number": (("--document", "---", "--purpose", "arrest"), "identifier_unreadable"),
    "oversight": (("--name", NAME, "--purpose", "oversight"), "policy_oversight_looks_nobody_up"),
}  # fmt: skip


@pytest.mark.parametrize("what", UNASKABLE)
def test_what_cannot_be_asked(ready: Path, what: str) -> None:
    flags, code = UNASKABLE[what]
    found = problem(accord("check", "--home", ready, *flags, "--json"))
    assert found["error"] == code
    assert "arvo" not in json.dumps(found), "nothing of the question is echoed"


def test_the_same_in_one_line(ready: Path) -> None:
    flags = ("--name", NAME, "--born", "Tarvo", "--purpose", "arrest")
    said = told(accord("check", "--home", ready, *flags))
    assert said.startswith("The date cannot be read.")
    assert "arvo" not in said


def batch(home: Path, path: Path, content: str | bytes) -> tuple[int, list[Any], str]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    ended = accord("check", "--home", home, "--batch", path)
    return ended.exit_code, [json.loads(line) for line in ended.stdout.splitlines()], ended.stderr


def assert_bad_in_the_middle(lines: list[Any], *, line: int, code: str) -> None:
    first, bad, last = lines
    assert list(first) == list(last) == ANSWER
    assert first["hits"][0]["names"][0] == LISTED
    assert last["verdict"] == "nothing_found"
    assert bad.keys() == {"line", "error", "text"}
    assert (bad["line"], bad["error"]) == (line, code)


def test_a_batch_of_csv(home: Path, tmp_path: Path) -> None:
    rows = [
        "name,born,purpose",
        f"{NAME},1970,border_check",
        "Somebody,the spring of Tarvo,border_check",
        "Ottilie Brandvold Eskelund,,border_check",
    ]
    exit_code, lines, said = batch(home, tmp_path / "questions.csv", "\n".join(rows))
    assert exit_code == 2
    assert_bad_in_the_middle(lines, line=3, code="date_unreadable")
    assert said == "1 row could not be asked: read why in its line\n"
    assert "Tarvo" not in lines[1]["text"]


def test_a_batch_of_json_lines(home: Path, tmp_path: Path) -> None:
    whole = {"subject": {"kind": "person", "names": [{"text": NAME}]}, "purpose": "arrest"}
    rows = [
        json.dumps(whole),
        '{"name": "Somebody", "purpose": ',
        '{"name": "Ottilie Brandvold Eskelund", "purpose": "arrest"}',
    ]
    exit_code, lines, _ = batch(home, tmp_path / "questions.jsonl", "\n".join(rows))
    assert exit_code == 2
    assert_bad_in_the_middle(lines, line=2, code="json_unreadable")


def test_a_question_that_the_gate_refuses_says_so_in_its_place(home: Path, tmp_path: Path) -> None:
    rows = ["name,purpose", f"{NAME},arrest", f"{NAME},oversight", "Ottilie Eskelund,arrest"]
    exit_code, lines, _ = batch(home, tmp_path / "questions.csv", "\n".join(rows))
    assert exit_code == 2
    assert_bad_in_the_middle(lines, line=3, code=lines[1].get("error", ""))
    assert lines[1]["text"] == "Oversight is no purpose to look somebody up. State why you check."


def test_a_batch_without_a_wrong_row(home: Path, tmp_path: Path) -> None:
    rows = ["name,purpose", *[f"{NAME},arrest"] * 5]
    exit_code, lines, said = batch(home, tmp_path / "questions.csv", "\n".join(rows))
    assert (exit_code, said) == (0, "")
    assert len({answer["check_id"] for answer in lines}) == 5


def test_a_batch_without_a_question(ready: Path, tmp_path: Path) -> None:
    assert batch(ready, tmp_path / "questions.csv", "name,purpose\n") == (0, [], "")


BAD_BATCHES = {
    "empty": (b"", "is empty"),
    "no header": (f"{NAME},arrest\nSomebody,arrest\n".encode(), "Column 1"),
    "unknown column": (f"name,purpose,shoe\n{NAME},arrest,9\n".encode(), "Column 3"),
    "column twice": (b"name,name\na,b\n", "same heading"),
    "NULs": (b"\x00" * 100 + b"\na\n", "Column 1"),
    "not UTF-8": (b"\xff\xfe\x00n\x00a", "not UTF-8"),
}


@pytest.mark.parametrize("what", BAD_BATCHES)
def test_a_batch_that_is_none(ready: Path, tmp_path: Path, what: str) -> None:
    content, says = BAD_BATCHES[what]
    path = tmp_path / "questions.csv"
    path.write_bytes(content)
    said = told(accord("check", "--home", ready, "--batch", path))
    assert "questions.csv" in said
    assert says in said
    assert "Tarvo" not in said


def test_a_batch_file_that_is_not_there(ready: Path, tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere.csv", tmp_path):
        said = told(accord("check", "--home", ready, "--batch", path))
        assert said.startswith(f"The file {path.name} cannot be read.")
