"""Admitting: a permit, or a refusal that is on the ledger before anybody hears of it.

Decisions are cached under everything that they depend on: principal, act, purpose, kind, the
policies' version and the sources' version. Only this floor makes a `Permit`.
"""

import msgspec

from accord.gate.sources import SourceBook
from accord.model.checks import Question
from accord.model.codes import Coded
from accord.model.errors import Denied
from accord.model.events import ActRefused, Draft
from accord.model.markings import Purpose
from accord.model.ports import Appender, Views
from accord.model.principals import Act, Permit, Principal, Refusal
from accord.model.subjects import SubjectKind
from accord.policy.decide import Decision, RecordClass, may_act, may_release
from accord.policy.load import PolicySet
from accord.trust.payloads import seal_payload

CACHED_DECISIONS = 10_000

_encode = msgspec.msgpack.Encoder().encode


class _Asked(msgspec.Struct, frozen=True):
    """All that a decision depends on, beside policies and sources."""

    principal: Principal
    act: Act
    purpose: Purpose | None
    kind: SubjectKind | None
    newcomer: Principal | None


class Gate:
    """One for each process of a node."""

    def __init__(self, *, policies: PolicySet, views: Views, appender: Appender, body: str) -> None:
        self.policies = policies
        self.appender = appender
        self.views = views
        self.body = body
        self.sources = SourceBook(views)
        self._decided: dict[tuple[_Asked, int], Permit | Refusal] = {}
        self._releases: dict[tuple[Principal, Purpose, RecordClass, bool], Decision] = {}

    async def admit(
        self,
        principal: Principal,
        act: Act,
        question: Question | None = None,
        *,
        newcomer: Principal | None = None,
    ) -> Permit:
        """The permit for `act`: a check names its question, adding a principal the newcomer.

        Raises Denied once the refusal is on the ledger.
        """
        decision = self.decide(principal, act, question, newcomer=newcomer)
        if isinstance(decision, Permit):
            return decision
        await self.appender.append([_refused(principal, decision, question)])
        raise Denied(decision.reason.code, policies=", ".join(decision.policies))

    def decide(
        self,
        principal: Principal,
        act: Act,
        question: Question | None = None,
        *,
        newcomer: Principal | None = None,
    ) -> Permit | Refusal:
        """The decision alone; whoever acts on it must account for it."""
        asked = _Asked(
            principal=principal,
            act=act,
            purpose=question.purpose if question else None,
            kind=question.subject.kind if question else None,
            newcomer=newcomer,
        )
        key = (asked, self.sources.now().version)
        found = self._decided.get(key)
        if found is None:
            if len(self._decided) >= CACHED_DECISIONS:
                self._decided.clear()
            found = self._decided[key] = self._decide(asked)
        return found

    def may_release(
        self, permit: Permit, records: RecordClass, *, only_pointer: bool = False
    ) -> bool:
        """May records of this class be shown under `permit`? Decided once a class."""
        assert permit.purpose is not None
        key = (permit.principal, permit.purpose, records, only_pointer)
        found = self._releases.get(key)
        if found is None:
            if len(self._releases) >= CACHED_DECISIONS:
                self._releases.clear()
            found = self._releases[key] = may_release(
                self.policies,
                permit.principal,
                records,
                purpose=permit.purpose,
                only_pointer=only_pointer,
            )
        return found.allowed

    def _decide(self, asked: _Asked) -> Permit | Refusal:
        newcomer = asked.newcomer
        decision = may_act(
            self.policies,
            asked.principal,
            asked.act,
            purpose=asked.purpose,
            kind=asked.kind,
            new_roles=newcomer.roles if newcomer else (),
            new_purposes=newcomer.purposes if newcomer else (),
        )
        if not decision.allowed:
            return Refusal(
                act=asked.act,
                reason=Coded(_reason(decision, asked.act)),
                policies=decision.policies,
                policy_version=self.policies.version,
            )
        sources = self.sources.now().by_id.values()
        return Permit(
            act=asked.act,
            principal=asked.principal,
            purpose=asked.purpose,
            sources=tuple(source.id for source in sources if source.first_line),
            sources_not_asked=tuple(source.id for source in sources if not source.first_line),
            policies=decision.policies,
            policy_version=self.policies.version,
        )


def _reason(decision: Decision, act: Act) -> str:
    if decision.errors:
        return "refused_policy_error"
    if decision.policies:
        return f"policy_{decision.policies[0].replace('-', '_')}"
    return f"refused_{act}"


def _refused(principal: Principal, refusal: Refusal, question: Question | None) -> Draft:
    return Draft(
        facts=ActRefused(
            act=refusal.act,
            reason=refusal.reason.code,
            policies=refusal.policies,
            policy_version=refusal.policy_version,
            purpose=question.purpose if question else None,
            kind=question.subject.kind if question else None,
        ),
        principal=principal.id,
        payload=seal_payload(_encode(question)) if question else None,
    )
