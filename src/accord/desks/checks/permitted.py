"""What may be done here. Requested is not permitted: the holder's wish is never an order.

Until an authority has a table of its own, the default is the careful one for every record:
hold nothing, call the duty desk. Unilateral sanctions and carrier data are information only.
"""

from accord.model.codes import Coded
from accord.model.markings import Basis

INFORMATION_ONLY = frozenset(
    {Basis.UNILATERAL_SANCTIONS, Basis.CARRIER_DATA, Basis.PARTNER_INTELLIGENCE, Basis.TEST}
)


def permitted_here(basis: Basis, *, duty_number: str) -> tuple[Coded, ...]:
    """The default of PRACTICE 1, with the duty number of the settings."""
    if basis in INFORMATION_ONLY:
        return (Coded("permitted_no_police_action"),)
    if not duty_number:
        return (Coded("permitted_hold_nothing"), Coded("duty_number_not_set"))
    return (Coded("permitted_hold_nothing_call_duty", {"phone": duty_number}),)
