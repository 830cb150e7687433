"""What an officer should know beside the hits: what was not asked, and what would sharpen.

"Nothing found" without this would be read as "clear".
"""

from datetime import date

from accord.gate.sources import SourcesNow
from accord.identifiers.wallets import checksum_state
from accord.matching.thin import thinness
from accord.model.codes import Coded, Param
from accord.model.principals import Permit
from accord.model.subjects import IdentifierKind, Subject


def advise(
    subject: Subject,
    permit: Permit,
    sources: SourcesNow,
    *,
    index_behind: int,
    today: date,
    old_after_days: int,
) -> tuple[Coded, ...]:
    """Codes in order of weight: what was left out, what is late or old, what to add."""
    left_out = [
        Coded("advice_source_not_asked", {"source": sources.by_id[source].name})
        for source in permit.sources_not_asked
    ]
    return (
        *left_out,
        *([] if sources.by_id else [Coded("advice_no_records_loaded")]),
        *([Coded("advice_index_behind", {"count": index_behind})] if index_behind > 0 else []),
        *_old(sources, permit, today, old_after_days),
        *_check_digits(subject),
        *thinness(subject),
        Coded("advice_other_bodies_not_connected"),
    )


def _old(sources: SourcesNow, permit: Permit, today: date, old_after_days: int) -> list[Coded]:
    advice = []
    for source in permit.sources:
        edition = sources.editions.get(source, "")
        age_days = (today - date.fromisoformat(edition[:10])).days if edition else 0
        if age_days > old_after_days:
            params: dict[str, Param] = {"source": sources.by_id[source].name, "count": age_days}
            advice.append(Coded("advice_source_old", params))
    return advice


def _check_digits(subject: Subject) -> list[Coded]:
    wallets = (one for one in subject.identifiers if one.kind is IdentifierKind.WALLET)
    if any(checksum_state(one.value) == "invalid" for one in wallets):
        return [Coded("advice_wallet_check_digit")]
    return []
