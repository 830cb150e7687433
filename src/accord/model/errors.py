"""Errors by who must act next.

Every error that crosses a module border is one of these. None carries an HTTP status (the
edge decides that) and none may carry personal data: `code` and `params` end up in logs,
so `params` holds positions, sizes, names of fields and ids, never names of people.
"""

from typing import ClassVar


class AccordError(Exception):
    """Root of every error of ours. `code` is a key of the word catalogs."""

    who_acts: ClassVar[str] = "nobody"

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        if not self.params:
            return self.code
        detail = ", ".join(f"{name}={value}" for name, value in self.params.items())
        return f"{self.code} ({detail})"


class Invalid(AccordError):
    """What came in is wrong; the caller repairs it."""

    who_acts = "caller"


class Denied(AccordError):
    """The gate refused; already accounted for in the ledger."""

    who_acts = "caller"


class Missing(AccordError):
    """It is not here, or may not be known to be here: alike on the outside."""

    who_acts = "caller"


class Conflict(AccordError):
    """Somebody else changed it first, or it would undo something newer."""

    who_acts = "caller"


class Untrusted(AccordError):
    """A signature, proof or identity does not hold. Always in the ledger."""

    who_acts = "auditor"


class Unavailable(AccordError):
    """Not now: overloaded, starting or stopping. Try again."""

    who_acts = "caller"


class Corrupt(AccordError):
    """What the node itself stored does not prove itself; the node stops writing."""

    who_acts = "operator"
