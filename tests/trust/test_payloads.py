"""Payloads open with their key and match their commitment, or are Corrupt."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.model.errors import Corrupt
from accord.trust.payloads import open_payload, seal_payload


@given(st.binary(max_size=2_000))
def test_what_is_sealed_opens(plaintext: bytes) -> None:
    payload = seal_payload(plaintext)
    opened = open_payload(key=payload.key, sealed=payload.sealed, commitment=payload.commitment)
    assert opened == plaintext
    assert len(payload.key) == len(payload.commitment) == 32
    assert len(payload.sealed) == len(plaintext) + 12 + 32 + 16


def test_the_same_plaintext_never_looks_the_same() -> None:
    payloads = [seal_payload(b"made up") for _ in range(50)]
    assert len({payload.commitment for payload in payloads}) == 50
    assert len({payload.key for payload in payloads}) == 50
    assert len({payload.sealed[:12] for payload in payloads}) == 50
    assert all(hashlib.sha256(b"made up").digest() != payload.commitment for payload in payloads)


@given(st.integers(min_value=0), st.integers(0, 7))
def test_a_flipped_bit_in_what_is_stored_is_corrupt(at: int, bit: int) -> None:
    payload = seal_payload(b"a made-up record")
    stored = bytearray(payload.key + payload.commitment + payload.sealed)
    stored[at % len(stored)] ^= 1 << bit
    flipped = bytes(stored)
    with pytest.raises(Corrupt):
        open_payload(key=flipped[:32], commitment=flipped[32:64], sealed=flipped[64:])


@given(st.binary(max_size=40), st.binary(max_size=80), st.binary(max_size=40))
def test_nonsense_is_corrupt_only(key: bytes, sealed: bytes, commitment: bytes) -> None:
    with pytest.raises(Corrupt):
        open_payload(key=key, sealed=sealed, commitment=commitment)


def test_another_payloads_commitment_does_not_match() -> None:
    one, other = seal_payload(b"one"), seal_payload(b"one")
    with pytest.raises(Corrupt) as caught:
        open_payload(key=one.key, sealed=one.sealed, commitment=other.commitment)
    assert caught.value.code == "payload_commitment_mismatch"
