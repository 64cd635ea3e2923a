"""Seal what must not lie in the database in clear, and sign what goes through a browser."""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

# With a token in the settings there is no key, and a start does without the library.
# ruff: noqa: PLC0415

MALFORMED: Final = "ROADMATE_SECRET_KEY: each key must be 32 bytes in URL-safe base64"


class SecretKeyError(Exception):
    """Raised for a malformed key, or one that does not open what was sealed. The text holds neither key nor secret."""


class SecretKey:
    """One or several Fernet keys, separated by commas: the first seals and signs, each opens and verifies."""

    __slots__ = ("_ciphers", "_first_cipher", "_signers")

    def __init__(self, setting: str) -> None:
        from cryptography.fernet import Fernet, MultiFernet

        keys = [part.strip() for part in setting.split(",") if part.strip()]
        try:
            ciphers = [Fernet(key) for key in keys]
        except ValueError:  # its words could tell about the key
            ciphers = []
        if not ciphers:
            raise SecretKeyError(f"{MALFORMED}; `roadmate doctor` can make one")
        self._first_cipher = ciphers[0]
        self._ciphers = MultiFernet(ciphers)
        # A key of its own for signing, so that no signature ever tells anything about a sealed token.
        self._signers = [hmac.digest(key.encode(), b"roadmate signing key", "sha256") for key in keys]

    def seal(self, text: str) -> str:
        """Return the text encrypted."""
        return self._ciphers.encrypt(text.encode()).decode()

    def unseal(self, sealed: str) -> str:
        """Undo `seal`. Raises SecretKeyError."""
        from cryptography.fernet import InvalidToken

        try:
            return self._ciphers.decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise SecretKeyError("sealed with another ROADMATE_SECRET_KEY, or damaged") from None

    def is_sealed_with_first(self, sealed: str) -> bool:
        """Tell whether the first key alone opens it."""
        from cryptography.fernet import InvalidToken

        try:
            self._first_cipher.decrypt(sealed.encode())
        except InvalidToken:
            return False
        return True

    def sign(self, text: str) -> str:
        """Return a signature that nobody without the key can make."""
        return _signature(self._signers[0], text)

    def is_signed(self, text: str, signature: str) -> bool:
        """Tell whether one of the keys made the signature for exactly this text."""
        given = signature.encode()
        return any(hmac.compare_digest(_signature(each, text).encode(), given) for each in self._signers)


def _signature(signer: bytes, text: str) -> str:
    return hmac.new(signer, text.encode(), hashlib.sha256).hexdigest()
