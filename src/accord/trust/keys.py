"""Signing keys: who signs, and whether a signature holds. Ed25519 (RFC 8032).

Takes private keys as bytes: reading them from a file or a token is the business of `node/`.
Must never show a private key in a text, an error or a log.
"""

import os
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from accord.model.errors import Invalid, Untrusted

SIGNATURE_ALGORITHM = "ed25519"
PRIVATE_KEY_BYTES = 32
PUBLIC_KEY_BYTES = 32
SIGNATURE_BYTES = 64


class Signer(Protocol):
    """Whoever can sign under one name: a key in memory, later one in a hardware token."""

    @property
    def name(self) -> str:
        """Name that the key is known by; a checkpoint's origin."""
        ...

    @property
    def public_key(self) -> bytes:
        """Raw Ed25519 public key, 32 bytes."""
        ...

    def sign(self, data: bytes) -> bytes:
        """Ed25519 signature of `data`, 64 bytes."""
        ...


class Ed25519Signer:
    """A signer whose private key is in this process's memory."""

    __slots__ = ("_name", "_private", "_public")

    def __init__(self, name: str, private_key: bytes) -> None:
        """`private_key` is the 32-byte seed of RFC 8032; raises Invalid at any other length."""
        if len(private_key) != PRIVATE_KEY_BYTES:
            raise Invalid("private_key_length", length_bytes=len(private_key))
        self._name = name
        self._private = Ed25519PrivateKey.from_private_bytes(private_key)
        self._public = self._private.public_key().public_bytes_raw()

    def __repr__(self) -> str:
        return f"Ed25519Signer({self._name!r})"

    @property
    def name(self) -> str:
        return self._name

    @property
    def public_key(self) -> bytes:
        return self._public

    def sign(self, data: bytes) -> bytes:
        """Deterministic: the same data gives the same 64 bytes."""
        return self._private.sign(data)


def generate_private_key() -> bytes:
    """A new Ed25519 seed, 32 bytes from the operating system (this floor's one impurity)."""
    return os.urandom(PRIVATE_KEY_BYTES)


def verify_signature(public_key: bytes, data: bytes, signature: bytes) -> None:
    """Returns when `signature` is `public_key`'s over `data` (RFC 8032, section 5.1.7).

    Raises Untrusted otherwise, also when key or signature are not of their form.
    """
    if len(public_key) != PUBLIC_KEY_BYTES or len(signature) != SIGNATURE_BYTES:
        raise Untrusted("signature_malformed")
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, data)
    except (InvalidSignature, ValueError) as error:
        raise Untrusted("signature_invalid") from error
