"""The public API: checks, records, sources, health. Translate only; the desks do the work.

Signing in is an API key as a bearer token (RFC 6750). The key's hash is looked up in the views,
remembered until a source or a principal changes.
"""

from typing import Annotated, Any

import msgspec
from litestar import Litestar, Request, Response, get, post
from litestar.di import NamedDependency, Provide
from litestar.exceptions import HTTPException, NotAuthorizedException, SerializationException
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme
from litestar.params import JSONBody, PathParameter

from accord import __version__
from accord.api.problems import (
    PRIVATE,
    answer_accord_error,
    answer_anything,
    answer_http_error,
    language_of,
    problems,
)
from accord.desks.checks.run import CheckDesk, run_check
from accord.desks.checks.say import say
from accord.desks.oversight.keep_principals import hash_api_key
from accord.desks.records.keep_sources import know_source, switch_source
from accord.desks.records.submit import RecordKeeping, submit_entry
from accord.formats.questions import checked_question
from accord.formats.text import clean_name, clean_text
from accord.model.checks import Answer, Question
from accord.model.errors import AccordError
from accord.model.markings import Basis, Marking, Purpose
from accord.model.principals import Act, Principal
from accord.model.records import Entry, RequestedAction, Source, SourceId
from accord.model.subjects import Subject

MAX_BODY_BYTES = 1_000_000
BEARER = "Bearer "


class Desks(msgspec.Struct, frozen=True):
    """What the API hands its requests to."""

    checks: CheckDesk
    records: RecordKeeping
    simulation: bool


class Me(msgspec.Struct, frozen=True):
    """Who the caller is here."""

    id: str
    body: str
    authority: str
    roles: tuple[str, ...]
    purposes: tuple[str, ...]


class Health(msgspec.Struct, frozen=True):
    """Up, and how far index and log are; no count of anything that is hidden."""

    status: str
    body: str
    version: str
    simulation: bool
    index_behind: int


class Submission(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One entry of a source, submitted by hand or by a national system."""

    source: SourceId
    entry_id: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    subject: Subject
    requested: tuple[RequestedAction, ...] = ()
    remarks: Annotated[str, msgspec.Meta(max_length=10_000)] = ""
    regime: Annotated[str, msgspec.Meta(max_length=200)] = ""
    marking: Marking = Marking()


class Submitted(msgspec.Struct, frozen=True):
    record: str
    version: int


class SwitchSource(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    first_line: bool


class Caller(msgspec.Struct, frozen=True):
    """Who asks, and what answers. One dependency on purpose: Litestar resolves several in a task
    group, which costs as much as a whole check.
    """

    principal: Principal
    desks: Desks


class ReadRequest(Request[Any, Any, Any]):
    """A request whose body is refused in the same way, however it is broken."""

    async def json(self) -> Any:
        """The framework catches the decoder's own errors only."""
        try:
            return await super().json()
        except (RecursionError, UnicodeDecodeError) as error:
            raise SerializationException("body_unreadable") from error


class SignIn:
    """Principals by API key; the same key is looked up once for each version of the views."""

    def __init__(self, desks: Desks) -> None:
        self._desks = desks
        self._views = desks.checks.views
        self._version = -1
        self._known: dict[str, Caller] = {}

    async def caller(self, request: Request[Any, Any, Any]) -> Caller:
        """Raises NotAuthorizedException for no key or one that opens nothing."""
        header = request.headers.get("authorization", "")
        version = self._views.control_version()
        if version != self._version:
            self._known.clear()
            self._version = version
        found = self._known.get(header)
        if found is None and header.startswith(BEARER):
            principal = self._views.principal_by_key(hash_api_key(header[len(BEARER) :]))
            if principal is not None:
                found = self._known[header] = Caller(principal, self._desks)
        if found is None:
            raise NotAuthorizedException(headers={"WWW-Authenticate": 'Bearer realm="accord"'})
        return found


@post(
    "/api/v1/checks",
    status_code=200,
    operation_id="runCheck",
    tags=["checks"],
    responses=problems(400, 401, 403, 413, 500, 503),
)
async def post_check(
    data: JSONBody[Question], caller: NamedDependency[Caller], request: Request[Any, Any, Any]
) -> Answer:
    """Ask one question; the answer is on the ledger when it arrives."""
    answer = await run_check(caller.desks.checks, caller.principal, checked_question(data))
    return say(answer, language_of(request))


@post(
    "/api/v1/records",
    status_code=201,
    operation_id="submitRecord",
    tags=["records"],
    responses=problems(400, 401, 403, 409, 413, 500, 503),
)
async def post_record(data: JSONBody[Submission], caller: NamedDependency[Caller]) -> Submitted:
    """Submit one entry of a source that this node knows, or of the body's own new one.

    The same entry again changes nothing; other content is its next version.
    """
    desks = caller.desks
    entry = _entry(data)
    permit = await desks.checks.gate.admit(caller.principal, Act.SUBMIT)
    source = await know_source(desks.records, permit, _own_source(data.source))
    record_id, version = await submit_entry(desks.records, permit, source, entry)
    return Submitted(record_id, version)


def _entry(data: Submission) -> Entry:
    """What is taken in is read by the rules of what is asked, or the index could not read it."""
    question = checked_question(Question(subject=data.subject, purpose=Purpose.IDENTIFICATION))
    return Entry(
        entry_id=clean_name(data.entry_id, field="entry_id"),
        subject=question.subject,
        requested=data.requested,
        remarks=clean_text(data.remarks),
        regime=clean_name(data.regime, field="regime"),
        marking=data.marking,
    )


def _own_source(source_id: str) -> Source:
    return Source(id=source_id, name=source_id, basis=Basis.NATIONAL_POLICE, first_line=True)


@get(
    "/api/v1/sources",
    operation_id="listSources",
    tags=["records"],
    responses=problems(401, 500, 503),
)
async def get_sources(caller: NamedDependency[Caller]) -> list[Source]:
    """The sources of this node, and which are on for first line."""
    return caller.desks.records.views.sources()


@post(
    "/api/v1/sources/{source_id:str}",
    status_code=200,
    operation_id="switchSource",
    tags=["records"],
    responses=problems(400, 401, 403, 404, 413, 500, 503),
)
async def post_source(
    data: JSONBody[SwitchSource],
    source_id: Annotated[str, PathParameter(pattern=r"^[a-z][a-z0-9-]{1,40}$")],
    caller: NamedDependency[Caller],
) -> Source:
    """Switch a source on or off for first line."""
    desks = caller.desks
    permit = await desks.checks.gate.admit(caller.principal, Act.SWITCH_SOURCE)
    return await switch_source(desks.records, permit, source_id, first_line=data.first_line)


@get(
    "/api/v1/me",
    operation_id="whoAmI",
    tags=["sign-in"],
    responses=problems(401, 500, 503),
)
async def get_me(caller: NamedDependency[Caller]) -> Me:
    """Who the key signs in as."""
    principal = caller.principal
    return Me(
        id=principal.id,
        body=principal.body,
        authority=principal.authority,
        roles=tuple(principal.roles),
        purposes=tuple(principal.purposes),
    )


@get(
    "/health",
    operation_id="health",
    tags=["operation"],
    security=[{}],
    responses=problems(500, 503),
)
async def get_health(desks: NamedDependency[Desks]) -> Health:
    """For monitors: no sign-in, and nothing that tells about records."""
    views = desks.records.views
    behind = views.records_version() - desks.checks.index.position()
    return Health(
        status="up",
        body=desks.records.body,
        version=__version__,
        simulation=desks.simulation,
        index_behind=max(0, behind),
    )


def create_app(desks: Desks) -> Litestar:
    """The application over `desks`; needs nothing else."""
    sign_in = SignIn(desks)

    return Litestar(
        route_handlers=[post_check, post_record, get_sources, post_source, get_me, get_health],
        dependencies={
            "desks": Provide(lambda: desks, sync_to_thread=False, use_cache=True),
            "caller": Provide(sign_in.caller),
        },
        exception_handlers={
            AccordError: answer_accord_error,
            HTTPException: answer_http_error,
            Exception: answer_anything,
        },
        openapi_config=OpenAPIConfig(
            title="Accord",
            version=__version__,
            description="A federated police information exchange: this node's public API.",
            path="/api",
            # JSON alone: the pages of other plugins load scripts from other hosts.
            render_plugins=[JsonRenderPlugin()],
            components=Components(
                security_schemes={"key": SecurityScheme(type="http", scheme="bearer")}
            ),
            security=[{"key": []}],
        ),
        request_class=ReadRequest,
        request_max_body_size=MAX_BODY_BYTES,
        after_request=_harden,
    )


async def _harden(response: Response[Any]) -> Response[Any]:
    """Problems have these headers already: they do not come this way."""
    for name, value in PRIVATE.items():
        response.headers.setdefault(name, value)
    return response
