"""The description of the interface: valid, whole, and kept by the interface itself."""

import json
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from openapi_spec_validator import validate
from schemathesis import Case, GenerationMode
from schemathesis.core import NotSet
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from tests.api.conftest import Api

BY_ID = {
    "runCheck": ("post", "/api/v1/checks"),
    "submitRecord": ("post", "/api/v1/records"),
    "listSources": ("get", "/api/v1/sources"),
    "switchSource": ("post", "/api/v1/sources/{source_id}"),
    "whoAmI": ("get", "/api/v1/me"),
    "health": ("get", "/health"),
}
EXAMPLES = 15
CONFORMS = (content_type_conformance, response_schema_conformance, status_code_conformance)


def described(api: Api) -> dict[str, Any]:
    answered = api.get("/api/openapi.json", key="")
    assert answered.status_code == 200
    found: dict[str, Any] = answered.json()
    return found


def test_the_description_is_valid(api: Api) -> None:
    validate(described(api))


def test_every_operation_is_there_and_says_how_to_sign_in(api: Api) -> None:
    description = described(api)
    found = {
        operation["operationId"]: (method, path)
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
    }
    assert found == BY_ID
    assert description["security"] == [{"key": []}]
    assert description["paths"]["/health"]["get"]["security"] == [{}]


def test_it_describes_problems(api: Api) -> None:
    for path, methods in described(api)["paths"].items():
        for operation in methods.values():
            for status, answer in operation["responses"].items():
                if status >= "400":
                    assert list(answer["content"]) == ["application/problem+json"], path


def test_it_says_nothing_of_this_machine(api: Api) -> None:
    text = api.get("/api/openapi.json", key="").text
    assert str(api.home.root) not in text
    assert "http://" not in text
    assert "https://" not in text


def as_bytes(body: object) -> bytes:
    if isinstance(body, NotSet):
        return b""
    return body if isinstance(body, bytes) else json.dumps(body).encode()


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("operation_id", ["runCheck", "submitRecord", "switchSource"])
def test_the_interface_does_what_it_describes(
    api: Api, operation_id: str, mode: GenerationMode
) -> None:
    method, path = BY_ID[operation_id]
    operation = schemathesis.openapi.from_dict(described(api))[path][method]
    statuses = {int(status) for status in described(api)["paths"][path][method]["responses"]}

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy(generation_mode=mode))
    def ask(case: Case[Any]) -> None:
        answered = api.client.request(
            method.upper(),
            case.formatted_path,
            content=as_bytes(case.body),
            headers={"Authorization": f"Bearer {api.key}", "Content-Type": "application/json"},
        )
        assert answered.status_code < 500, answered.text
        assert answered.status_code in statuses | {404}
        case.validate_response(answered, checks=list(CONFORMS))

    ask()


def test_after_all_that_the_node_is_sound(api: Api) -> None:
    api.let_index_follow()
    assert api.get("/health").json()["index_behind"] == 0
    assert api.get("/api/v1/sources").status_code == 200
