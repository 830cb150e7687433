"""Sealing what an event must be able to forget (PROTOCOL 5).

A payload is encrypted under a key of its own and bound to its event by a salted hash, so that
destroying one key erases it and every hash over the log still verifies:

    commitment = SHA-256(salt || plaintext)                                     salt: 256 bits
    sealed     = nonce || AES-256-GCM(key, nonce, salt || plaintext, "accord/payload/1")

The salt lies inside what is sealed: with the key it is gone too, and the commitment says nothing
about a guessable plaintext. Suite `accord.model.events.PAYLOAD_SUITE`. A key seals once, so a
random nonce cannot repeat under it. Must never keep or log a key or a plaintext.
"""

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from accord.model.errors import Corrupt
from accord.model.events import SealedPayload

KEY_BYTES = 32
SALT_BYTES = 32
NONCE_BYTES = 12
_AAD = b"accord/payload/1"


def seal_payload(plaintext: bytes) -> SealedPayload:
    """Seal `plaintext` under a new random key; `sealed` is 60 bytes longer than it."""
    # One call for all that is random: three cost more than the encryption.
    random = os.urandom(KEY_BYTES + SALT_BYTES + NONCE_BYTES)
    key, nonce = random[:KEY_BYTES], random[KEY_BYTES + SALT_BYTES :]
    salted = random[KEY_BYTES : KEY_BYTES + SALT_BYTES] + plaintext
    sealed = nonce + AESGCM(key).encrypt(nonce, salted, _AAD)
    return SealedPayload(hashlib.sha256(salted).digest(), key, sealed)


def open_payload(*, key: bytes, sealed: bytes, commitment: bytes) -> bytes:
    """The plaintext. Raises Corrupt when it does not open or does not match `commitment`."""
    try:
        opened = AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _AAD)
    except (InvalidTag, ValueError) as error:
        raise Corrupt("payload_unopened") from error
    if not hmac.compare_digest(hashlib.sha256(opened).digest(), commitment):
        raise Corrupt("payload_commitment_mismatch")
    return opened[SALT_BYTES:]
