"""Ed25519 against the published vectors; a signature holds or is Untrusted."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.model.errors import Invalid, Untrusted
from accord.trust.keys import Ed25519Signer, Signer, generate_private_key, verify_signature

SEED = bytes(range(32))


def holds(public_key: bytes, data: bytes, signature: bytes) -> bool:
    try:
        verify_signature(public_key, data, signature)
    except Untrusted:
        return False
    return True


@pytest.mark.data
def test_every_wycheproof_vector(data: Path) -> None:
    published = json.loads((data / "vectors" / "ed25519_wycheproof.json").read_bytes())
    tried = 0
    for group in published["testGroups"]:
        public_key = bytes.fromhex(group["publicKey"]["pk"])
        for case in group["tests"]:
            message, signature = bytes.fromhex(case["msg"]), bytes.fromhex(case["sig"])
            valid = case["result"] == "valid"
            assert holds(public_key, message, signature) is valid, case["tcId"]
            tried += 1
    assert tried == published["numberOfTests"]


def test_rfc_8032_section_7_1_test_2() -> None:
    seed = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
    public = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
    expected = bytes.fromhex(
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    signer = Ed25519Signer("test", seed)
    assert signer.public_key == public
    assert signer.sign(b"\x72") == expected


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_a_signature_holds_for_its_own_data_only(data: bytes, other: bytes) -> None:
    signer: Signer = Ed25519Signer("node", SEED)
    signature = signer.sign(data)
    assert holds(signer.public_key, data, signature)
    assert holds(signer.public_key, other, signature) is (data == other)


@given(st.binary(max_size=64), st.binary(max_size=100))
def test_nonsense_is_untrusted_only(public_key: bytes, signature: bytes) -> None:
    assert not holds(public_key, b"data", signature)


@pytest.mark.parametrize("size_bytes", [0, 31, 33, 64])
def test_private_keys_have_one_length(size_bytes: int) -> None:
    with pytest.raises(Invalid):
        Ed25519Signer("node", bytes(size_bytes))


def test_generated_keys_differ_and_are_never_shown() -> None:
    first, second = generate_private_key(), generate_private_key()
    assert len(first) == 32
    assert first != second
    assert first.hex() not in repr(Ed25519Signer("node", first))
