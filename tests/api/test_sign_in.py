"""Signing in: a key or a 401 that says how; what a key opens ends with it."""

import pytest
from tests.api.conftest import NAME, Api, problem, question, submission

from accord.model.events import Draft, PrincipalRevoked
from accord.model.principals import Role

PATHS = [
    ("post", "/api/v1/checks"),
    ("post", "/api/v1/records"),
    ("get", "/api/v1/sources"),
    ("post", "/api/v1/sources/own-list"),
    ("get", "/api/v1/me"),
]
BODIES: dict[str, object] = {
    "/api/v1/checks": question(),
    "/api/v1/records": submission(),
    "/api/v1/sources/own-list": {"first_line": True},
}


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer accord_wrong",
        "bearer KEY",
        "Basic KEY",
        "KEY",
        "Bearer KEYx",
        "Bearer \xff\xfe",
    ],
)
@pytest.mark.parametrize(("method", "path"), PATHS)
def test_no_key_or_a_wrong_one(api: Api, header: str | None, method: str, path: str) -> None:
    head = api.writer.log.head()
    headers: list[tuple[bytes, bytes]] = []
    if header is not None:
        headers = [(b"Authorization", header.replace("KEY", api.key).encode("latin-1"))]
    sent = api.client.request(method.upper(), path, headers=headers, json=BODIES.get(path))
    problem(sent, 401, "not_signed_in")
    assert sent.headers["www-authenticate"] == 'Bearer realm="accord"'
    assert api.writer.log.head() == head


def test_a_key_says_who_one_is(api: Api) -> None:
    me = api.get("/api/v1/me").json()
    assert me["id"] == "p:first"
    assert me["body"] == "testpol"
    assert me["roles"] == ["officer", "duty", "analyst"]
    assert "oversight" not in me["purposes"]
    assert set(me) == {"id", "body", "authority", "roles", "purposes"}


def test_health_needs_no_key_and_tells_nothing_of_records(api: Api) -> None:
    health = api.get("/health", key="").json()
    assert set(health) == {"status", "body", "version", "simulation", "index_behind"}
    assert (health["status"], health["simulation"]) == ("up", True)


def test_a_new_key_opens_and_a_revoked_one_no_more(api: Api) -> None:
    key = api.key_of(Role.OFFICER)
    me = api.get("/api/v1/me", key=key)
    assert me.status_code == 200
    revoked = Draft(PrincipalRevoked(id=me.json()["id"]), "p:admin")
    api.writer.committer.submit([revoked]).result()
    problem(api.get("/api/v1/me", key=key), 401, "not_signed_in")


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR, Role.OPERATOR])
def test_keepers_search_nothing_and_the_refusal_is_on_the_ledger(api: Api, role: Role) -> None:
    key = api.key_of(role)
    leaves = api.writer.log.ledger_size()
    refused = api.post("/api/v1/checks", question(), key=key)
    told = problem(refused, 403, "policy_keepers_see_no_records")
    assert NAME not in refused.text
    assert told["params"]["policies"] == "keepers-see-no-records"
    assert api.writer.log.ledger_size() == leaves + 1


def test_an_officer_submits_and_switches_nothing(api: Api) -> None:
    key = api.key_of(Role.OFFICER)
    problem(api.post("/api/v1/records", submission(), key=key), 403, "refused_submit")
    switch = api.post("/api/v1/sources/own-list", {"first_line": True}, key=key)
    problem(switch, 403, "refused_switch_source")
    assert api.post("/api/v1/checks", question(), key=key).status_code == 200
