"""The sources as they stand now, read again only when one of them changed."""

import msgspec

from accord.model.ports import Views
from accord.model.records import Source, SourceId


class SourcesNow(msgspec.Struct, frozen=True):
    """All sources, and the newest edition of each that was read whole."""

    version: int
    by_id: dict[SourceId, Source]
    editions: dict[SourceId, str]


class SourceBook:
    """Reads through to the views; one small query when nothing changed."""

    def __init__(self, views: Views) -> None:
        self._views = views
        self._now: SourcesNow | None = None

    def as_decided(self) -> SourcesNow:
        """As they stood at the last `now`: for what belongs to one decision."""
        return self.now() if self._now is None else self._now

    def now(self) -> SourcesNow:
        """The sources as the views say now."""
        version = self._views.control_version()
        if self._now is None or self._now.version != version:
            sources = self._views.sources()
            self._now = SourcesNow(
                version=version,
                by_id={source.id: source for source in sources},
                editions={source.id: self._views.edition(source.id) for source in sources},
            )
        return self._now
