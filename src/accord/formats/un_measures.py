"""What the Security Council asks of states for each of its sanctions regimes.

From the resolutions, paragraph by paragraph; exemptions and delistings are the committees'
business and are not encoded. Where the Council froze assets only (Iraq) or banned travel only
(Guinea-Bissau), that is what is requested.
"""

import re

from accord.model.records import RequestedAction
from accord.model.subjects import SubjectKind

_FREEZE = RequestedAction.ASSET_FREEZE
_BAN = RequestedAction.TRAVEL_BAN
_ARMS = RequestedAction.ARMS_EMBARGO

MEASURES: dict[str, tuple[RequestedAction, ...]] = {
    # 2368 (2017) and 2734 (2024), paragraph 1 (a), (b), (c)
    "Al-Qaida": (_FREEZE, _BAN, _ARMS),
    # 2255 (2015), paragraph 1 (a), (b), (c)
    "Taliban": (_FREEZE, _BAN, _ARMS),
    # 2399 (2018), paragraphs 9 and 16
    "CAR": (_FREEZE, _BAN),
    # 1718 (2006), paragraph 8 (d) and (e)
    "DPRK": (_FREEZE, _BAN),
    # 2293 (2016), paragraphs 4 and 5, after 1596 (2005), paragraphs 13 and 15
    "DRC": (_FREEZE, _BAN),
    # 2048 (2012), paragraph 4
    "GB": (_BAN,),
    # 2653 (2022), paragraphs 3, 6 and 11
    "Haiti": (_FREEZE, _BAN, _ARMS),
    # 1737 (2006), paragraph 12, and 1929 (2010), paragraph 10
    "Iran": (_FREEZE, _BAN),
    # 1483 (2003), paragraph 23, and 1518 (2003)
    "Iraq": (_FREEZE,),
    # 1970 (2011), paragraphs 15 and 17; the list says which of them applies
    "Libya": (_FREEZE, _BAN),
    # 1844 (2008), paragraphs 1, 3 and 7
    "Somalia": (_FREEZE, _BAN, _ARMS),
    # 2206 (2015), paragraphs 9 and 12
    "SouthSudan": (_FREEZE, _BAN),
    # 1591 (2005), paragraph 3 (d) and (e)
    "Sudan": (_FREEZE, _BAN),
    # 2140 (2014), paragraphs 11 and 15, and 2216 (2015), paragraph 14
    "Yemen": (_FREEZE, _BAN, _ARMS),
}

_STATED_BY_THE_LIST = frozenset({"Libya"})
_STATED = {
    _FREEZE: re.compile(r"\([^()]*assets? freeze[^()]*\)", re.IGNORECASE),
    _BAN: re.compile(r"\([^()]*travel ban[^()]*\)", re.IGNORECASE),
}


def requested(regime: str, kind: SubjectKind, comments: str) -> tuple[RequestedAction, ...]:
    """The measures of `regime` that can apply to this kind of subject; none for a regime that
    is not in the table, since guessing would have somebody's assets frozen.
    """
    measures = MEASURES.get(regime, ())
    if regime in _STATED_BY_THE_LIST:
        stated = tuple(one for one in measures if _STATED[one].search(comments))
        measures = stated or measures
    if kind is SubjectKind.PERSON:
        return measures
    return tuple(one for one in measures if one is not _BAN)
