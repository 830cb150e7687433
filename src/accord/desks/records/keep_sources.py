"""Sources: making them known, and switching them on or off for first line."""

import msgspec

from accord.desks.records.submit import RecordKeeping
from accord.model.errors import Missing
from accord.model.events import Draft, SourceSet
from accord.model.principals import Permit
from accord.model.records import Source, SourceId


async def know_source(keeping: RecordKeeping, permit: Permit, source: Source) -> Source:
    """The source as this node has it; made known with its defaults when it is new."""
    for known in keeping.views.sources():
        if known.id == source.id:
            return known
    await keeping.appender.append([Draft(SourceSet(source=source), permit.principal.id)])
    return source


async def switch_source(
    keeping: RecordKeeping, permit: Permit, source_id: SourceId, *, first_line: bool
) -> Source:
    """Turn a source on or off for officers' checks; takes effect with the next check."""
    for known in keeping.views.sources():
        if known.id == source_id:
            changed = msgspec.structs.replace(known, first_line=first_line)
            if changed != known:
                draft = Draft(SourceSet(source=changed), permit.principal.id)
                await keeping.appender.append([draft])
            return changed
    raise Missing("source_not_there", source=source_id)
