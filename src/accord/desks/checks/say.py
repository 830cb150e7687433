"""An answer in words: the texts of all its codes, in one language."""

from collections.abc import Iterable

from msgspec.structs import replace

from accord.model.checks import Answer, Hit, Outcome, Reason
from accord.model.codes import Coded
from accord.words.render import render


def say(answer: Answer, language: str) -> Answer:
    """`answer` with every text filled in; codes and parameters stay beside them."""
    return replace(
        answer,
        verdict_text=render(f"verdict_{answer.verdict}", {}, language),
        hits=tuple(_hit(hit, language) for hit in answer.hits),
        outcomes=tuple(_outcome(outcome, language) for outcome in answer.outcomes),
        advice=say_all(answer.advice, language),
    )


def say_all(codes: Iterable[Coded], language: str) -> tuple[Coded, ...]:
    return tuple(replace(coded, text=render(coded.code, coded.params, language)) for coded in codes)


def _hit(hit: Hit, language: str) -> Hit:
    return replace(
        hit,
        reasons=tuple(_reason(reason, language) for reason in hit.reasons),
        requested=say_all(hit.requested, language),
        permitted=say_all(hit.permitted, language),
    )


def _reason(reason: Reason, language: str) -> Reason:
    return replace(reason, text=render(f"reason_{reason.code}", reason.params, language))


def _outcome(outcome: Outcome, language: str) -> Outcome:
    reason = outcome.reason or Coded(f"outcome_{outcome.kind}")
    return replace(outcome, reason=say_all([reason], language)[0])
