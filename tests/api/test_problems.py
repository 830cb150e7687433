"""Errors at the edge: RFC 9457, in words, and nothing of the request in them."""

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from litestar import Litestar, get
from litestar.testing import TestClient
from structlog.testing import capture_logs
from tests.api.conftest import NAME, Api, problem, question, submission

from accord.api.problems import STATUS, answer_accord_error, answer_anything, problem_of
from accord.api.public.app import MAX_BODY_BYTES
from accord.model import errors
from accord.model.errors import AccordError
from accord.node.logs import set_up_logs

STATUSES: dict[type[AccordError], int] = {
    errors.Invalid: 400,
    errors.Denied: 403,
    errors.Missing: 404,
    errors.Conflict: 409,
    errors.Untrusted: 403,
    errors.Unavailable: 503,
    errors.Corrupt: 500,
}
SECRET = "Nepomuk-Hildegard Unmistakable"


def test_every_kind_of_error_has_its_status() -> None:
    assert STATUS == STATUSES
    assert set(STATUS) == set(AccordError.__subclasses__())


@pytest.mark.parametrize("kind", STATUSES)
def test_an_error_of_ours_is_a_problem(kind: type[AccordError]) -> None:
    @get("/fails", sync_to_thread=False)
    def fails() -> None:
        raise kind("date_out_of_range", year=2999)

    app = Litestar([fails], exception_handlers={AccordError: answer_accord_error})
    with TestClient(app) as client, capture_logs() as logs:
        answered = client.get("/fails")
    told = problem(answered, STATUSES[kind], "date_out_of_range")
    assert told["params"] == {"year": 2999}
    assert told["title"] == kind.__name__
    assert ("retry-after" in answered.headers) is (kind is errors.Unavailable)
    assert bool(logs) is (STATUSES[kind] >= 500)
    if kind is not errors.Denied:
        assert "2999" in told["detail"]


def test_a_refusal_is_said_in_the_words_of_the_policy() -> None:
    error = errors.Denied("policy_excluded", policies="excluded")
    assert problem_of(error, "en").detail.startswith("The holder has excluded")


def test_what_nobody_foresaw_is_told_and_logged_without_its_text() -> None:
    @get("/fails", sync_to_thread=False)
    def fails() -> None:
        raise ValueError(SECRET)

    app = Litestar([fails], exception_handlers={Exception: answer_anything})
    written = logged(app, "/fails")
    told = problem(written[0], 500, "unforeseen")
    assert SECRET not in json.dumps(told)
    assert '"kind": "ValueError"' in written[1]
    assert "fails" in written[1]
    assert SECRET not in written[1]


def logged(app: Litestar, path: str) -> tuple[Any, str]:
    """The answer, and what the node's own logs say as it writes them."""
    set_up_logs("test")
    out = io.StringIO()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(out))
    try:
        with TestClient(app, raise_server_exceptions=False) as client:
            answered = client.get(path)
    finally:
        structlog.reset_defaults()
        structlog.contextvars.clear_contextvars()
    return answered, out.getvalue()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "body_not_of_schema"),
        (b"{", "request_unreadable"),
        (b"not json", "request_unreadable"),
        (b"\xff\xfe\x00", "request_unreadable"),
        (b"[" * 100_000, "request_unreadable"),
        (b'{"subject":' + b"[" * 100_000, "request_unreadable"),
        (b"null", "body_not_of_schema"),
        (b"[]", "body_not_of_schema"),
        (b"{}", "body_not_of_schema"),
        (b'{"subject": {"kind": "person"}, "purpose": "\xff"}', "request_unreadable"),
        (b'{"subject": {"kind": "person"}, "purpose": "arrest", "reason": "\\ud800"}', None),
        (b'{"subject": {"kind": "spaceship"}, "purpose": "arrest"}', "body_not_of_schema"),
        (b'{"subject": {"kind": "person"}, "purpose": "revenge"}', "body_not_of_schema"),
        (b'{"subject": {"kind": "person"}, "purpose": "arrest"}', "subject_empty"),
    ],
)
@pytest.mark.parametrize("path", ["/api/v1/checks", "/api/v1/records"])
def test_a_body_that_cannot_be_read(api: Api, path: str, body: bytes, code: str | None) -> None:
    head = api.writer.log.head()
    refused = api.post(path, body)
    assert refused.status_code == 400
    problem(refused, 400, refused.json()["code"])
    if code is not None and path.endswith("checks"):
        assert refused.json()["code"] in {code, "body_not_of_schema"}
    assert api.writer.log.head() == head


@pytest.mark.parametrize(
    "content",
    [
        question(nonsense=1),
        {**question(), "subject": {"kind": "person", "names": [{"text": NAME}], "colour": "red"}},
        {**question(), "subject": {"kind": "person", "names": [{"text": ""}]}},
        {**question(), "subject": {"kind": "person", "names": [{"text": "x" * 1001}]}},
        {**question(), "subject": {"kind": "person", "names": [{"text": "x"}] * 501}},
        {**question(), "subject": {"kind": "person", "names": [{"text": NAME}], "born": ["May"]}},
        question(file_reference="x" * 201),
        question(reason="x" * 1001),
    ],
)
def test_what_the_schema_does_not_know_is_refused(api: Api, content: dict[str, object]) -> None:
    refused = api.post("/api/v1/checks", content)
    problem(refused, 400, "body_not_of_schema")
    assert NAME not in refused.text


def test_a_body_that_is_too_large(api: Api) -> None:
    large = question(reason="x" * (MAX_BODY_BYTES + 1))
    head = api.writer.log.head()
    refused = api.post("/api/v1/checks", large)
    problem(refused, 413, "request_unreadable")
    assert api.writer.log.head() == head


def test_the_framework_s_own_errors_are_problems_too(api: Api) -> None:
    problem(api.get("/nowhere"), 404, "path_not_there")
    problem(api.client.delete("/api/v1/checks"), 405, "method_not_here")
    problem(
        api.post("/api/v1/sources/NOT%20AN%20ID", {"first_line": True}), 400, "body_not_of_schema"
    )


WITH_A_NAME: list[tuple[str, object]] = [
    ("/api/v1/checks", {**question(SECRET), "purpose": SECRET}),
    ("/api/v1/checks", {**question(SECRET), SECRET: 1}),
    ("/api/v1/checks", {"subject": {"kind": SECRET}, "purpose": "arrest"}),
    ("/api/v1/checks", f'{{"subject": {{"names": [{{"text": "{SECRET}'.encode()),
    ("/api/v1/checks", {"subject": SECRET, "purpose": "arrest"}),
    (
        "/api/v1/checks",
        {
            "subject": {"kind": "person", "names": [{"text": SECRET + "\x00"}]},
            "purpose": "arrest",
        },
    ),
    (
        "/api/v1/checks",
        {
            "subject": {"kind": "person", "names": [{"text": SECRET}], "born": [SECRET]},
            "purpose": "arrest",
        },
    ),
    (
        "/api/v1/checks",
        b'{"subject": {"kind": "person", "names": [{"text": "' + SECRET.encode() + b'"}]},'
        b' "purpose": "arrest", "reason": "' + SECRET.encode() + b' \\ud800"}',
    ),
    ("/api/v1/checks", {**question(SECRET), "purpose": "oversight"}),
    ("/api/v1/records", {**submission(SECRET), "source": SECRET}),
    ("/api/v1/records", {**submission(SECRET), "entry_id": SECRET * 100}),
    ("/api/v1/records", {**submission(SECRET), "marking": {"visibility": SECRET}}),
    (f"/api/v1/sources/{SECRET}", {"first_line": True}),
    (f"/api/v1/{SECRET}", {}),
]


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the node logs while a test runs, as it writes it."""
    set_up_logs("test")
    out = io.StringIO()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(out))
    yield out
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


@pytest.mark.parametrize(("path", "content"), WITH_A_NAME)
def test_a_name_in_a_bad_request_is_neither_repeated_nor_logged(
    api: Api,
    written: io.StringIO,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    path: str,
    content: object,
) -> None:
    refused = api.post(path, content)
    assert 400 <= refused.status_code < 500
    printed = "".join(capfd.readouterr())
    for text in (refused.text, str(refused.headers), written.getvalue(), printed):
        assert "Unmistakable" not in text
    ours = [record for record in caplog.records if record.name != "httpx"]
    assert not [record for record in ours if "Unmistakable" in record.getMessage()]


def test_a_writer_that_fails_is_told_without_the_question(
    api: Api, written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api.writer.committer, "_closed", True)
    refused = api.post("/api/v1/checks", question(SECRET))
    problem(refused, 503, "writer_stopping")
    assert refused.headers["retry-after"] == "1"
    assert "writer_stopping" in written.getvalue()
    assert "Unmistakable" not in refused.text + written.getvalue()
