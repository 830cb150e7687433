"""Hashes that bind: keyed hashes for comparing in secret, and the hash chain over the log.

Both are SHA-256 (`accord.model.events.HASH_ALGORITHM`). A keyed hash must never be given to
a peer (DESIGN decision 9): what is guessable can be found by whoever may ask often enough.
"""

import hashlib
import hmac

HASH_BYTES = 32
_LENGTH_BYTES = 8

CHAIN_START = bytes(HASH_BYTES)
"""What comes before the first event."""


def keyed_hash(key: bytes, *parts: bytes) -> bytes:
    """HMAC-SHA-256 (RFC 2104, FIPS 198-1) over `parts`, 32 bytes.

    Each part is preceded by its length (8 bytes, big-endian), so that no two different tuples
    of parts give the same message: ("ab", "c") and ("a", "bc") differ.
    """
    framed = b"".join(len(part).to_bytes(_LENGTH_BYTES, "big") + part for part in parts)
    return hmac.digest(key, framed, "sha256")


def chain_hash(previous: bytes, event: bytes) -> bytes:
    """The chain after `event`: SHA-256(previous || SHA-256(event)), 32 bytes.

    `previous` is 32 bytes, `CHAIN_START` before the first; `event` is the stored bytes, never
    encoded anew.
    """
    return hashlib.sha256(previous + hashlib.sha256(event).digest()).digest()
