"""Checkpoints as C2SP signed notes, so that outside tools can read and check them.

    example.org/accord                      origin, which is also the name of the signing key
    1027                                    leaves
    Base64(root)
    position 2048                           extension lines: what tlog-checkpoint leaves to us
    chain Base64(chain)
    time 2026-01-02T03:04:05.000006Z

    — example.org/accord Base64(key id || Ed25519 signature)

Form: https://c2sp.org/signed-note and https://c2sp.org/tlog-checkpoint. Stricter than those in
one point: exactly our three extension lines, in this order, so that a checkpoint has one text.
Must never give back a checkpoint whose signature it has not seen hold.
"""

import base64
import binascii
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from accord.model.errors import Invalid, Untrusted
from accord.model.ledger import Checkpoint
from accord.trust.keys import Signer, verify_signature

MAX_NOTE_CHARACTERS = 64 * 1024
"""Longest note that is read. Ours; a checkpoint with a hundred signatures is far shorter."""
MAX_SIGNATURES = 100
"""As the reference implementation of signed notes."""

_ED25519 = b"\x01"
_KEY_ID_BYTES = 4
_HASH_BYTES = 32
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

_NAME = re.compile(r"[^\s+\x00-\x1f\x7f]{1,200}")
_NUMBER = r"(0|[1-9][0-9]{0,18})"
_HASH = r"([A-Za-z0-9+/]{43}=)"
_TIME = r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z)"
_BODY = re.compile(rf"(.+)\n{_NUMBER}\n{_HASH}\nposition {_NUMBER}\nchain {_HASH}\ntime {_TIME}\n")
_SIGNATURE = re.compile(r"\u2014 ([^ \n]+) ([A-Za-z0-9+/]+={0,2})")


def sign_checkpoint(checkpoint: Checkpoint, signer: Signer) -> str:
    """The checkpoint as a signed note. `signer.name` must be the checkpoint's origin.

    Raises Invalid when it is not, or when a value has no place in the form.
    """
    if signer.name != checkpoint.origin:
        raise Invalid("checkpoint_signer_is_not_origin")
    body = _write(checkpoint)
    signed = key_id(signer.name, signer.public_key) + signer.sign(body.encode())
    return f"{body}\n\u2014 {signer.name} {_encode(signed)}\n"


def open_checkpoint(text: str, public_keys: Mapping[str, bytes]) -> Checkpoint:
    """The checkpoint, when its origin is among `public_keys` (name to raw Ed25519 key) and has
    signed it.

    Signatures of other names (witnesses, older keys) are left alone; every one that says to
    be by the origin's key must hold. Raises Untrusted for anything else.
    """
    body, signatures = _split(text)
    checkpoint = _read(body)
    public_key = public_keys.get(checkpoint.origin)
    if public_key is None:
        raise Untrusted("checkpoint_origin_unknown")
    wanted = (checkpoint.origin, key_id(checkpoint.origin, public_key))
    own = [signed for name, signed in signatures if (name, signed[:_KEY_ID_BYTES]) == wanted]
    if not own:
        raise Untrusted("checkpoint_unsigned")
    for signed in own:
        verify_signature(public_key, body.encode(), signed[_KEY_ID_BYTES:])
    return checkpoint


def key_id(name: str, public_key: bytes) -> bytes:
    """The 4 bytes by which a signature line names its key (signed-note, "Signature types")."""
    return sha256(name.encode() + b"\n" + _ED25519 + public_key).digest()[:_KEY_ID_BYTES]


def verifier_key(name: str, public_key: bytes) -> str:
    """The key as outside tools take it: `name+hex key id+Base64(0x01 || public key)`."""
    _refuse_unless_name(name)
    return f"{name}+{key_id(name, public_key).hex()}+{_encode(_ED25519 + public_key)}"


def _write(checkpoint: Checkpoint) -> str:
    _refuse_unless_name(checkpoint.origin)
    if len(checkpoint.root) != _HASH_BYTES or len(checkpoint.chain) != _HASH_BYTES:
        raise Invalid("checkpoint_hash_length")
    if checkpoint.size < 0 or checkpoint.position < 0:
        raise Invalid("checkpoint_number_negative")
    try:
        time = _EPOCH + checkpoint.time_us * _MICROSECOND
    except OverflowError as error:
        raise Invalid("checkpoint_time_out_of_range") from error
    body = (
        f"{checkpoint.origin}\n{checkpoint.size}\n{_encode(checkpoint.root)}\n"
        f"position {checkpoint.position}\nchain {_encode(checkpoint.chain)}\n"
        f"time {time.replace(tzinfo=None).isoformat(timespec='microseconds')}Z\n"
    )
    if not _BODY.fullmatch(body):
        raise Invalid("checkpoint_number_too_large")
    return body


def _refuse_unless_name(name: str) -> None:
    if not _NAME.fullmatch(name) or not _is_encodable(name):
        raise Invalid("checkpoint_name_unusable")


def _read(body: str) -> Checkpoint:
    found = _BODY.fullmatch(body)
    if found is None or not _NAME.fullmatch(found[1]):
        raise Untrusted("checkpoint_malformed")
    try:
        time = datetime.fromisoformat(found[6])
    except ValueError as error:
        raise Untrusted("checkpoint_malformed") from error
    return Checkpoint(
        origin=found[1],
        size=int(found[2]),
        root=_decode(found[3]),
        position=int(found[4]),
        chain=_decode(found[5]),
        time_us=(time - _EPOCH) // _MICROSECOND,
    )


def _split(text: str) -> tuple[str, list[tuple[str, bytes]]]:
    """Body with its last line's end, and the signature lines as name and bytes."""
    body, blank, lines = text.partition("\n\n")
    too_long = len(text) > MAX_NOTE_CHARACTERS or lines.count("\n") > MAX_SIGNATURES
    if too_long or not blank or not lines.endswith("\n") or not _is_encodable(text):
        raise Untrusted("checkpoint_malformed")
    return body + "\n", [_read_signature(line) for line in lines[:-1].split("\n")]


def _read_signature(line: str) -> tuple[str, bytes]:
    found = _SIGNATURE.fullmatch(line)
    if found is None or not _NAME.fullmatch(found[1]):
        raise Untrusted("checkpoint_malformed")
    signed = _decode(found[2])
    if len(signed) <= _KEY_ID_BYTES:
        raise Untrusted("checkpoint_malformed")
    return found[1], signed


def _encode(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


def _decode(text: str) -> bytes:
    """Base64 in its one canonical writing; bits that nobody reads would be a second text."""
    try:
        value = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise Untrusted("checkpoint_malformed") from error
    if _encode(value) != text:
        raise Untrusted("checkpoint_malformed")
    return value


def _is_encodable(text: str) -> bool:
    """False for lone surrogates, which have no UTF-8."""
    return not any("\ud800" <= character <= "\udfff" for character in text)
