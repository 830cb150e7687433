"""The public API in this process, over a home on disk; the log's writer is its appender."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from accord.desks.oversight.keep_principals import ALL_PURPOSES, make_api_key, principal_added
from accord.model.events import Draft
from accord.model.principals import Role
from accord.node.beginning import begin
from accord.node.home import Home
from accord.node.http import app_over
from accord.node.parts import WriterParts, follow_index_to_head, open_writer
from accord.node.settings import Settings

SETTINGS = Settings(
    body="testpol", name="Made up", simulation=True, port=0, duty_number="+1 555 0100"
)
NAME = "Zacharias Umberlin Quodlibet"


class Api(msgspec.Struct):
    """A client that can sign in as anybody, and the node behind it."""

    home: Home
    writer: WriterParts
    app: Litestar
    client: TestClient[Litestar]
    key: str

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.client.get(path, headers=self.headers(more))

    def post(self, path: str, content: object, **more: Any) -> httpx.Response:
        """`content` as JSON, or as it is when it is bytes."""
        raw = content if isinstance(content, bytes) else msgspec.json.encode(content)
        headers = {"Content-Type": "application/json", **self.headers(more)}
        return self.client.post(path, content=raw, headers=headers)

    def headers(self, more: dict[str, Any]) -> dict[str, str]:
        """Signed in as the first principal unless another key (or none) is given."""
        key = more.get("key", self.key)
        signed_in = {"Authorization": f"Bearer {key}"} if key else {}
        return {**signed_in, **more.get("headers", {})}

    def let_index_follow(self) -> None:
        follow_index_to_head(self.home, self.writer.log)

    def key_of(self, role: Role) -> str:
        """The key of a new principal."""
        key = make_api_key()
        added = principal_added(
            f"p:{role}-{self.writer.log.head()}",
            body="testpol",
            authority="north",
            roles=(role,),
            purposes=ALL_PURPOSES,
            key=key,
        )
        self.writer.committer.submit([Draft(added, "p:admin")]).result()
        return key


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    home = begin(tmp_path_factory.mktemp("api") / "home", SETTINGS)
    with open_writer(home, SETTINGS) as writer:
        app = app_over(home, writer.committer)
        with TestClient(app, raise_server_exceptions=False) as client:
            key = (home.keys / "api.key").read_text().strip()
            yield Api(home, writer, app, client, key)


def question(name: str = NAME, **more: object) -> dict[str, object]:
    subject = {"kind": "person", "names": [{"text": name}]}
    return {"subject": subject, "purpose": "border_check", **more}


def submission(name: str = NAME, *, entry_id: str = "1", **more: object) -> dict[str, object]:
    subject = {"kind": "person", "names": [{"text": name}]}
    return {"source": "own-list", "entry_id": entry_id, "subject": subject, **more}


Problem = Callable[[httpx.Response], dict[str, Any]]


def problem(response: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The RFC 9457 problem that `response` is, with the members that every one has."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    content: dict[str, Any] = response.json()
    assert content["code"] == code
    assert content["type"] == f"urn:accord:problem:{code}"
    assert content["status"] == status
    assert content["title"]
    assert content["detail"]
    return content


def secrets(home: Path) -> list[str]:
    return [path.read_text().strip() for path in (home / "keys").iterdir()]
