"""Keyed hashes are framed without doubt; the chain binds order and content."""

import hashlib
import hmac

from hypothesis import given
from hypothesis import strategies as st

from accord.trust.hashing import CHAIN_START, chain_hash, keyed_hash

PARTS = st.lists(st.binary(max_size=12), max_size=5)


@given(PARTS, PARTS)
def test_two_tuples_of_parts_agree_only_when_equal(left: list[bytes], right: list[bytes]) -> None:
    assert (keyed_hash(b"key", *left) == keyed_hash(b"key", *right)) is (left == right)


def test_keyed_hash_is_hmac_sha_256_over_the_framed_parts() -> None:
    framed = b"\0\0\0\0\0\0\0\2ab" + b"\0\0\0\0\0\0\0\1c"
    assert keyed_hash(b"key", b"ab", b"c") == hmac.new(b"key", framed, hashlib.sha256).digest()


def test_another_key_another_hash() -> None:
    assert keyed_hash(b"one", b"x") != keyed_hash(b"two", b"x")


@given(st.binary(max_size=50), st.binary(max_size=50))
def test_the_chain_binds_order(first: bytes, second: bytes) -> None:
    forward = chain_hash(chain_hash(CHAIN_START, first), second)
    backward = chain_hash(chain_hash(CHAIN_START, second), first)
    assert (forward == backward) is (first == second)


def test_chain_hash_by_definition() -> None:
    expected = hashlib.sha256(bytes(32) + hashlib.sha256(b"event").digest()).digest()
    assert chain_hash(CHAIN_START, b"event") == expected
