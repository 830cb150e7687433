"""What is submitted is found; answers are the published form; nothing on the way keeps them."""

import msgspec
import pytest
from tests.api.conftest import NAME, Api, problem, question, submission

from accord.index.tantivy_index import TantivyReader
from accord.model.checks import Answer
from accord.model.principals import Role

ANSWER = {
    "check_id",
    "verdict",
    "verdict_text",
    "hits",
    "outcomes",
    "advice",
    "asked_at",
    "seconds",
}


@pytest.fixture(scope="module", autouse=True)
def _one_record(api: Api) -> None:
    assert api.post("/api/v1/records", submission()).status_code == 201
    api.let_index_follow()


def test_what_was_submitted_is_found(api: Api) -> None:
    answered = api.post("/api/v1/checks", question())
    assert answered.status_code == 200
    answer = answered.json()
    assert set(answer) == ANSWER
    (hit,) = answer["hits"]
    assert hit["names"] == [NAME]
    assert (hit["basis"], hit["source"], hit["holder"]) == (
        "national_police",
        "own-list",
        "testpol",
    )
    assert hit["permitted"][0]["params"] == {"phone": "+1 555 0100"}
    assert answer["verdict_text"] == "Send to second line"
    assert msgspec.json.decode(answered.content, type=Answer).check_id == answer["check_id"]


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("en", "Send to second line"),
        ("fr", None),
        ("es-MX,es;q=0.9", None),
        ("ar", None),
        ("xx", "Send to second line"),
        ("*", "Send to second line"),
        (";;q=,", "Send to second line"),
        ("", "Send to second line"),
    ],
)
def test_words_come_in_the_language_that_was_asked_for(
    api: Api, asked: str, text: str | None
) -> None:
    from accord.words.render import render

    said = api.post("/api/v1/checks", question(), headers={"Accept-Language": asked}).json()
    expected = text or render("verdict_second_line", {}, asked[:2])
    assert said["verdict_text"] == expected
    assert said["verdict"] == "second_line"
    refused = api.get("/nowhere", headers={"Accept-Language": asked})
    assert refused.json()["detail"] == render(
        "error_path_not_there", {}, "en" if text else asked[:2]
    )


def test_the_same_entry_again_and_another(api: Api) -> None:
    first = api.post("/api/v1/records", submission(entry_id="again"))
    same = api.post("/api/v1/records", submission(entry_id="again"))
    amended = api.post("/api/v1/records", submission(entry_id="again", remarks="new"))
    assert first.json() == same.json()
    assert set(first.json()) == {"record", "version"}
    assert amended.json() == {"record": first.json()["record"], "version": 2}


def test_a_source_is_switched_off_and_on(api: Api) -> None:
    off = api.post("/api/v1/sources/own-list", {"first_line": False})
    assert off.status_code == 200
    answer = api.post("/api/v1/checks", question()).json()
    assert (answer["verdict"], answer["hits"]) == ("could_not_check", [])
    assert answer["outcomes"][0]["sources_not_asked"] == ["own-list"]
    assert api.post("/api/v1/sources/own-list", {"first_line": True}).json()["first_line"] is True
    assert api.post("/api/v1/checks", question()).json()["hits"] != []
    (source,) = api.get("/api/v1/sources").json()
    assert source["id"] == "own-list"


def test_a_source_that_is_not_there(api: Api) -> None:
    problem(api.post("/api/v1/sources/nowhere", {"first_line": True}), 404, "source_not_there")


HIDDEN = {"visibility": "hidden", "audience": {"everyone": True}}


def test_a_hidden_record_and_none_look_alike(api: Api) -> None:
    officer = api.key_of(Role.OFFICER)
    hidden = "Bartholomea Ixtapalapan Verhoeven"

    def told(name: str) -> dict[str, object]:
        answer = api.post("/api/v1/checks", question(name), key=officer).json()
        return {**answer, "check_id": "", "asked_at": "", "seconds": 0}

    api.let_index_follow()
    before = told(hidden)
    submitted = api.post("/api/v1/records", submission(hidden, entry_id="h", marking=HIDDEN))
    assert submitted.status_code == 201
    api.let_index_follow()
    assert told(hidden) == before
    assert api.post("/api/v1/checks", question(hidden)).json()["hits"] != []


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/health"),
        ("GET", "/api/v1/me"),
        ("GET", "/api/v1/sources"),
        ("POST", "/api/v1/checks"),
        ("GET", "/nowhere"),
        ("DELETE", "/api/v1/checks"),
    ],
)
@pytest.mark.parametrize("signed_in", [True, False])
def test_nothing_on_the_way_may_keep_an_answer(
    api: Api, method: str, path: str, *, signed_in: bool
) -> None:
    headers = {"Authorization": f"Bearer {api.key}"} if signed_in else {}
    body = question() if method == "POST" else None
    answered = api.client.request(method, path, headers=headers, json=body)
    assert answered.headers["cache-control"] == "no-store"
    assert answered.headers["x-content-type-options"] == "nosniff"


def test_each_check_is_on_the_ledger_once(api: Api) -> None:
    leaves = api.writer.log.ledger_size()
    for _ in range(3):
        api.post("/api/v1/checks", question())
    assert api.writer.log.ledger_size() == leaves + 3


UNREADABLE_SUBJECTS: list[tuple[dict[str, object], str]] = [
    ({"born": ["1970-02-31"]}, "date_no_such_day"),
    ({"born": ["1970/1960"]}, "date_backwards"),
    ({"born": ["2999"]}, "date_out_of_range"),
    ({"names": [{"text": "bell \x07"}]}, "text_control_character"),
    ({"names": [{"text": "nul \x00"}]}, "text_control_character"),
    ({"names": [{"text": "\u202e"}]}, "text_empty"),
    ({"names": []}, "subject_empty"),
    ({"names": [], "identifiers": [{"kind": "phone", "value": "-"}]}, "identifier_unreadable"),
]


@pytest.mark.parametrize(("changes", "code"), UNREADABLE_SUBJECTS)
@pytest.mark.parametrize("path", ["/api/v1/checks", "/api/v1/records"])
def test_what_cannot_be_searched_is_neither_asked_nor_taken_in(
    api: Api, path: str, changes: dict[str, object], code: str
) -> None:
    content = question() if path.endswith("checks") else submission(entry_id="bad")
    subject = content["subject"]
    assert isinstance(subject, dict)
    head = api.writer.log.head()
    refused = api.post(path, {**content, "subject": {**subject, **changes}})
    problem(refused, 400, code)
    assert api.writer.log.head() == head


@pytest.mark.parametrize("source", ["", "x", "Own List", "own_list", "a" * 50, "../etc"])
def test_a_source_needs_a_name_that_can_be_stored(api: Api, source: str) -> None:
    head = api.writer.log.head()
    refused = api.post("/api/v1/records", {**submission(), "source": source})
    problem(refused, 400, "body_not_of_schema")
    assert api.writer.log.head() == head
    assert api.post("/api/v1/checks", question()).status_code == 200


def test_bidirectional_overrides_are_not_kept(api: Api) -> None:
    spoofed = "\u202eOctavian\u202c Perpetuus\u200b Lindqvist"
    assert api.post("/api/v1/records", submission(spoofed, entry_id="bidi")).status_code == 201
    api.let_index_follow()
    (hit,) = api.post("/api/v1/checks", question("Octavian Perpetuus Lindqvist")).json()["hits"]
    assert hit["names"] == ["Octavian Perpetuus Lindqvist"]


def test_the_index_read_all_that_was_accepted(api: Api) -> None:
    api.let_index_follow()
    assert TantivyReader(api.home.index).position() >= api.writer.views.records_version()
