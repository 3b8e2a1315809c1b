"""Encryption at rest and blind indexes, under the keys of the operator's key file.

What is personal is stored sealed: AES-256-GCM with a random nonce (NIST SP 800-38D), under the
newest key, with the place that the value belongs to as associated data, so that a value copied to
another row does not open. What must be found again without being readable is stored as a digest
beside it: keyed BLAKE2b (RFC 7693), bound to a purpose. Both carry the id of their key.
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_FORMAT = b"\x01"
_KEY_ID_BYTES = 4
_NONCE_BYTES = 12
_DIGEST_BYTES = 24


class UnknownKey(Exception):
    """A stored value names a key that the key file does not hold."""

    def __init__(self, key_id: str) -> None:
        super().__init__(f"the key file holds no key {key_id!r}")
        self.key_id = key_id


class SealBroken(Exception):
    """A stored value does not open: it was changed, or it belongs to another place."""


@dataclass(frozen=True)
class Key:
    """One key of the key file: an id of four letters or digits, and 32 secret bytes."""

    id: str
    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.id) != _KEY_ID_BYTES or not self.id.isalnum() or not self.id.isascii():
            raise ValueError("a key's id is four ASCII letters or digits")
        if len(self.secret) != 32:
            raise ValueError("a key is 32 bytes")


class Vault:
    """Seals, opens and digests. The last key writes; all keys read."""

    def __init__(
        self, keys: Sequence[Key], *, randomness: Callable[[int], bytes] = secrets.token_bytes
    ) -> None:
        if not keys:
            raise ValueError("a vault needs at least one key")
        self._keys = {key.id: key for key in keys}
        self._newest = keys[-1]
        self._randomness = randomness
        self._ciphers = {key.id: AESGCM(_derived(key, "seal")) for key in keys}
        self._digest_keys: dict[tuple[str, str], bytes] = {}

    def seal(self, value: bytes, place: str) -> bytes:
        """Encrypt `value` for `place`, which names table, column and row."""
        key_id = self._newest.id
        nonce = self._randomness(_NONCE_BYTES)
        return _FORMAT + key_id.encode() + nonce + self._ciphers[key_id].encrypt(nonce, value, place.encode())

    def open(self, sealed: bytes, place: str) -> bytes:
        """Decrypt what was sealed for `place`.

        Raises UnknownKey when its key is not in the key file, SealBroken when it does not open.
        """
        head = len(_FORMAT) + _KEY_ID_BYTES
        if not sealed.startswith(_FORMAT) or len(sealed) < head + _NONCE_BYTES:
            raise SealBroken(place)
        key_id = sealed[len(_FORMAT) : head].decode("ascii", "replace")
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            raise UnknownKey(key_id)
        try:
            return cipher.decrypt(
                sealed[head : head + _NONCE_BYTES], sealed[head + _NONCE_BYTES :], place.encode()
            )
        except InvalidTag:
            raise SealBroken(place) from None

    def digest(self, value: str, purpose: str) -> bytes:
        """The keyed digest of `value` for `purpose`, under the newest key."""
        return self._digest(self._newest.id, value, purpose)

    def digests(self, value: str, purpose: str) -> list[bytes]:
        """The digests of `value` under every key: what to look for, whichever key wrote it."""
        return [self._digest(key_id, value, purpose) for key_id in self._keys]

    def is_digest_of(self, digest: bytes, value: str, purpose: str) -> bool:
        """Whether `digest` is one of `value` for `purpose`, compared in constant time."""
        key_id = digest[:_KEY_ID_BYTES].decode("ascii", "replace")
        if key_id not in self._keys:
            return False
        return hmac.compare_digest(digest, self._digest(key_id, value, purpose))

    def _digest(self, key_id: str, value: str, purpose: str) -> bytes:
        key = self._digest_keys.get((key_id, purpose))
        if key is None:
            key = self._digest_keys[key_id, purpose] = _derived(self._keys[key_id], f"digest:{purpose}")
        digest = hashlib.blake2b(value.encode(), key=key, digest_size=_DIGEST_BYTES)
        return key_id.encode() + digest.digest()


def _derived(key: Key, purpose: str) -> bytes:
    """A key of its own for each purpose (HKDF, RFC 5869), so that no two uses share one."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"casebell:{purpose}".encode()).derive(
        key.secret
    )
