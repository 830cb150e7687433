"""Errors at the edge: who must act becomes an HTTP status and an RFC 9457 problem.

Nothing of a request is repeated in a problem, and what is not there and what may not be seen
look alike.
"""

import traceback
from typing import Any

import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.openapi.datastructures import ResponseSpec

from accord.model.codes import Param
from accord.model.errors import (
    AccordError,
    Conflict,
    Corrupt,
    Denied,
    Invalid,
    Missing,
    Unavailable,
    Untrusted,
)
from accord.words.render import negotiate, render

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_S = 1
PRIVATE = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
"""On every response: answers are about people, so nothing on the way may keep them."""

STATUS: dict[type[AccordError], int] = {
    Invalid: 400,
    Denied: 403,
    Missing: 404,
    Conflict: 409,
    Untrusted: 403,
    Unavailable: 503,
    Corrupt: 500,
}

FRAMES_LOGGED = 8

log = structlog.get_logger()


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """RFC 9457 problem details, with our code and its parameters beside the text."""

    type: str
    title: str
    status: int
    detail: str = ""
    code: str = ""
    params: dict[str, Param] = {}


DESCRIPTIONS = {
    400: "The request is not as it should be: repair it.",
    401: "No key, or one that opens nothing.",
    403: "Refused; the refusal is on the ledger.",
    404: "Not there, or not to be known to be there.",
    409: "Somebody else was first, or it would undo something newer.",
    413: "The body is too large.",
    500: "The node needs its operator.",
    503: "Not now: try again.",
}


def problems(*statuses: int) -> dict[int, ResponseSpec]:
    """What the description of the interface says about these statuses."""
    return {
        status: ResponseSpec(
            Problem,
            media_type=MEDIA_TYPE,
            description=DESCRIPTIONS[status],
            generate_examples=False,
        )
        for status in statuses
    }


def problem_of(error: AccordError, language: str) -> Problem:
    """`type` is a URN per code: stable, and no page has to be reachable."""
    status = next(status for kind, status in STATUS.items() if isinstance(error, kind))
    text = render(f"error_{error.code}", error.params, language)
    if isinstance(error, Denied):
        text = render(error.code, error.params, language)
    return Problem(
        type=f"urn:accord:problem:{error.code}",
        title=type(error).__name__,
        status=status,
        detail=text,
        code=error.code,
        params=dict(error.params),
    )


def answer_accord_error(request: Request[Any, Any, Any], error: AccordError) -> Response[Problem]:
    problem = problem_of(error, language_of(request))
    if problem.status >= 500:
        log.error("request_failed", code=error.code, path=_template(request))
    headers = {"Retry-After": str(RETRY_AFTER_S)} if isinstance(error, Unavailable) else {}
    return _respond(problem, headers)


def answer_http_error(request: Request[Any, Any, Any], error: HTTPException) -> Response[Problem]:
    """The framework's own: no such path, body not of the schema, no sign-in."""
    language = language_of(request)
    if isinstance(error, ValidationException):
        code = "body_not_of_schema"
    else:
        code = {401: "not_signed_in", 404: "path_not_there", 405: "method_not_here"}.get(
            error.status_code, "request_unreadable"
        )
    problem = Problem(
        type=f"urn:accord:problem:{code}",
        title=code.replace("_", " ").capitalize(),
        status=error.status_code,
        detail=render(f"error_{code}", {}, language),
        code=code,
    )
    return _respond(problem, dict(error.headers or {}))


def answer_anything(request: Request[Any, Any, Any], error: Exception) -> Response[Problem]:
    """What nobody foresaw: logged by its kind and place, since its text may quote the request."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES_LOGGED:]
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    log.error("unforeseen", kind=type(error).__name__, path=_template(request), places=places)
    code = "unforeseen"
    return _respond(
        Problem(
            type=f"urn:accord:problem:{code}",
            title="Unforeseen",
            status=500,
            detail=render(f"error_{code}", {}, language_of(request)),
            code=code,
        ),
        {},
    )


def language_of(request: Request[Any, Any, Any]) -> str:
    """The catalog that suits the request's Accept-Language."""
    return negotiate(request.headers.get("accept-language", ""))


def _respond(problem: Problem, headers: dict[str, str]) -> Response[Problem]:
    return Response(
        problem,
        status_code=problem.status,
        media_type=MEDIA_TYPE,
        headers={**PRIVATE, **headers},
    )


def _template(request: Request[Any, Any, Any]) -> str:
    """The path as the interface describes it: what stands in it may be anything."""
    return str(request.scope.get("path_template", ""))
