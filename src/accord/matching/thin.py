"""Is there enough in a question to search for, and what would sharpen it. Pure."""

from accord.matching.profile import profile_of
from accord.matching.tokens import Token, name_tokens
from accord.model.codes import Coded
from accord.model.subjects import Subject, SubjectKind

_RARE_ENOUGH = 12.0
"""Weight of a name at which most bearers of it are told apart."""


def is_askable(subject: Subject) -> bool:
    """False when nothing that could be searched remains after normalization."""
    profile = profile_of(subject)
    return bool(profile.aliases or profile.identifiers)


def thinness(subject: Subject) -> tuple[Coded, ...]:
    """What the asker could add, the most useful first; empty when an identifier is there."""
    if subject.kind not in (SubjectKind.PERSON, SubjectKind.ORGANIZATION):
        return ()
    if profile_of(subject).identifiers:
        return ()
    names = [_tokens(subject, name.text) for name in subject.names]
    advice = list(_name_advice(names))
    if subject.kind is SubjectKind.PERSON:
        if not subject.born:
            advice.append("advice_add_birth_date")
        if not subject.nationalities:
            advice.append("advice_add_nationality")
    return tuple(Coded(code) for code in advice)


def _tokens(subject: Subject, text: str) -> tuple[Token, ...]:
    return name_tokens(text, organization=subject.kind is SubjectKind.ORGANIZATION)


def _name_advice(names: list[tuple[Token, ...]]) -> list[str]:
    if not any(len(token.ascii) > 1 for tokens in names for token in tokens):
        return ["advice_name_too_short"]
    telling = max(sum(token.telling for token in tokens) for tokens in names)
    rarest = max(sum(token.weight for token in tokens) for tokens in names)
    return ["advice_add_name_part"] if telling < 2 or rarest < _RARE_ENOUGH else []
