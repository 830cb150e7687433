"""Checkpoints go through their signed note unchanged, and nothing unsigned comes out."""

import base64
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.model.errors import Invalid, Untrusted
from accord.model.ledger import Checkpoint
from accord.trust.checkpoint import (
    MAX_NOTE_CHARACTERS,
    key_id,
    open_checkpoint,
    sign_checkpoint,
    verifier_key,
)
from accord.trust.keys import Ed25519Signer, verify_signature

ORIGIN = "made-up.example/accord"
SIGNER = Ed25519Signer(ORIGIN, bytes(range(32)))
WITNESS = Ed25519Signer("witness.example", bytes(range(1, 33)))
KEYS = {ORIGIN: SIGNER.public_key}
TIME_US = int(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC).timestamp()) * 1_000_000 + 6

HASHES = st.binary(min_size=32, max_size=32)
NUMBERS = st.integers(0, 2**62)
CHECKPOINTS = st.builds(
    Checkpoint,
    origin=st.just(ORIGIN),
    size=NUMBERS,
    root=HASHES,
    position=NUMBERS,
    chain=HASHES,
    time_us=st.integers(-62_135_596_800_000_000, 253_402_300_799_999_999),
)
CHECKPOINT = Checkpoint(
    origin=ORIGIN, size=1027, root=b"r" * 32, position=2048, chain=b"c" * 32, time_us=TIME_US
)
NOTE = sign_checkpoint(CHECKPOINT, SIGNER)


def witnessed(note: str) -> str:
    body = note.partition("\n\n")[0] + "\n"
    signed = key_id(WITNESS.name, WITNESS.public_key) + WITNESS.sign(body.encode())
    return f"{note}\u2014 {WITNESS.name} {base64.b64encode(signed).decode()}\n"


@given(CHECKPOINTS)
def test_what_is_signed_opens_unchanged(checkpoint: Checkpoint) -> None:
    assert open_checkpoint(sign_checkpoint(checkpoint, SIGNER), KEYS) == checkpoint


def test_the_note_is_the_published_form() -> None:
    lines = NOTE.split("\n")
    assert lines[0] == ORIGIN
    assert lines[1] == "1027"
    assert lines[2] == base64.b64encode(b"r" * 32).decode()
    assert lines[3] == "position 2048"
    assert lines[4] == "chain " + base64.b64encode(b"c" * 32).decode()
    assert lines[5] == "time 2026-01-02T03:04:05.000006Z"
    assert lines[6] == ""
    assert lines[7].startswith(f"\u2014 {ORIGIN} ")
    assert lines[8:] == [""]


def test_the_key_hash_is_the_published_one() -> None:
    """The example key of the signed-note package of the Go project."""
    public_key = base64.b64decode("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")[1:]
    published = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    assert key_id("PeterNeumann", public_key).hex() == "c74f20a3"
    assert verifier_key("PeterNeumann", public_key) == published


def test_a_published_signature_holds() -> None:
    """The same package's signed example: its text is no checkpoint, its signature is."""
    public_key = base64.b64decode("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")[1:]
    text = (
        "If you think cryptography is the answer to your problem,\n"
        "then you don't know what your problem is.\n"
    )
    signed = base64.b64decode(
        "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
    )
    assert signed[:4].hex() == "c74f20a3"
    verify_signature(public_key, text.encode(), signed[4:])


def test_witnesses_signatures_are_left_alone() -> None:
    assert open_checkpoint(witnessed(NOTE), KEYS) == CHECKPOINT


@given(st.integers(min_value=0), st.characters())
def test_any_other_character_is_untrusted(at: int, other: str) -> None:
    at %= len(NOTE)
    changed = NOTE[:at] + other + NOTE[at + 1 :]
    if changed == NOTE:
        return
    with pytest.raises(Untrusted):
        open_checkpoint(changed, KEYS)


@given(st.integers(min_value=0))
def test_cut_short_is_untrusted(at: int) -> None:
    with pytest.raises(Untrusted):
        open_checkpoint(NOTE[: at % len(NOTE)], KEYS)


@given(st.text())
def test_nonsense_is_untrusted_only(text: str) -> None:
    with pytest.raises(Untrusted):
        open_checkpoint(text, KEYS)


@given(st.lists(st.sampled_from([*NOTE.splitlines(keepends=True), "\n", "1\n"]), max_size=12))
def test_shuffled_lines_open_only_as_what_was_signed(lines: list[str]) -> None:
    try:
        opened = open_checkpoint("".join(lines), KEYS)
    except Untrusted:
        return
    assert opened == CHECKPOINT


@pytest.mark.parametrize(
    "changed",
    [
        NOTE.replace("1027", "01027"),
        NOTE.replace("1027", "-1"),
        NOTE.replace("1027", "\u0661"),
        NOTE.replace("\n", "\r\n"),
        NOTE.replace("position", "Position"),
        NOTE.replace("2026-01-02", "2026-13-02"),
        NOTE.replace("2026-01-02", "0000-01-02"),
        NOTE.replace(".000006Z", "Z"),
        NOTE.replace(ORIGIN, ORIGIN + " x"),
        NOTE.replace("position", "other 1\nposition"),
        NOTE + "\n",
        NOTE.rstrip("\n"),
        NOTE + "\u2014 x YQ==\n",
        NOTE + "\ud800",
        NOTE + "x" * MAX_NOTE_CHARACTERS,
        NOTE + f"\u2014 {ORIGIN} AAAAAAAA\n" * 100,
    ],
)
def test_other_forms_are_untrusted(changed: str) -> None:
    with pytest.raises(Untrusted):
        open_checkpoint(changed, KEYS)


def test_another_key_under_the_same_name_is_untrusted() -> None:
    other = Ed25519Signer(ORIGIN, bytes(32))
    with pytest.raises(Untrusted):
        open_checkpoint(sign_checkpoint(CHECKPOINT, other), KEYS)


def test_an_unknown_origin_is_untrusted() -> None:
    with pytest.raises(Untrusted):
        open_checkpoint(NOTE, {"other": SIGNER.public_key})


def test_one_good_signature_does_not_excuse_a_bad_one_by_the_same_key() -> None:
    forged = key_id(ORIGIN, SIGNER.public_key) + bytes(64)
    note = f"{NOTE}\u2014 {ORIGIN} {base64.b64encode(forged).decode()}\n"
    with pytest.raises(Untrusted):
        open_checkpoint(note, KEYS)


def test_a_witness_alone_is_not_enough() -> None:
    body, _, _ = NOTE.partition("\n\n")
    only = body + "\n\n" + witnessed(NOTE).splitlines(keepends=True)[-1]
    with pytest.raises(Untrusted):
        open_checkpoint(only, KEYS | {WITNESS.name: WITNESS.public_key})


@pytest.mark.parametrize("name", ["", "two words", "a+b", "new\nline", "\u2003", "\ud800"])
def test_names_that_have_no_place_in_a_note_are_refused(name: str) -> None:
    checkpoint = msgspec.structs.replace(CHECKPOINT, origin=name)
    with pytest.raises(Invalid):
        sign_checkpoint(checkpoint, Ed25519Signer(name, bytes(32)))


@pytest.mark.parametrize(
    "changed",
    [
        {"size": -1},
        {"position": -1},
        {"size": 10**19},
        {"root": b"short"},
        {"chain": b""},
        {"time_us": 10**30},
        {"time_us": 253_402_300_800_000_000},
        {"origin": "other.example"},
    ],
)
def test_values_that_have_no_place_in_a_note_are_refused(changed: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        sign_checkpoint(msgspec.structs.replace(CHECKPOINT, **changed), SIGNER)
