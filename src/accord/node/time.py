"""The machine's time; everything else takes a `Time` as an argument."""

from datetime import UTC, datetime


class MachineTime:
    """See `accord.model.ports.Time`."""

    def now(self) -> datetime:
        return datetime.now(UTC)


def now_us() -> int:
    """Microseconds since 1970-01-01 UTC."""
    return int(datetime.now(UTC).timestamp() * 1_000_000)
