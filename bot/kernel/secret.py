"""What may not be read in the database: sealed texts, and digests to look them up by."""

import base64
import binascii
import hmac
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_VERSION = "v1:"
_KEY_BYTES = 32
_NONCE_BYTES = 12


class KeyUnusable(ValueError):
    """The key's text is not 32 bytes in urlsafe base64."""


class NoKeyring(RuntimeError):
    """Something is to be sealed or looked up before a keyring was hung up."""


class Unsealable(ValueError):
    """The text was not sealed with this key, or was changed since."""


class Keyring:
    """Seals texts and makes digests with one key; never shows it."""

    __slots__ = ("_cipher", "_stamp")

    def __init__(self, key: str) -> None:
        """`key` is 32 bytes in urlsafe base64 (see `new_key`); KeyUnusable otherwise."""
        material = _bytes_of(key)
        self._cipher = AESGCM(_derived(material, b"seal"))
        self._stamp = _derived(material, b"digest")

    def __repr__(self) -> str:
        return "Keyring(…)"

    def seal(self, text: str) -> str:
        """`text` encrypted and authenticated; sealing twice gives two different results."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = nonce + self._cipher.encrypt(nonce, text.encode(), _VERSION.encode())
        return _VERSION + base64.urlsafe_b64encode(sealed).decode()

    def unseal(self, sealed: str) -> str:
        """The text that was sealed; Unsealable when key, version or content do not fit."""
        if not sealed.startswith(_VERSION):
            raise Unsealable("sealed in a version that is not known here")
        try:
            raw = base64.urlsafe_b64decode(sealed.removeprefix(_VERSION))
            nonce, content = raw[:_NONCE_BYTES], raw[_NONCE_BYTES:]
            return self._cipher.decrypt(nonce, content, _VERSION.encode()).decode()
        except (InvalidTag, binascii.Error, ValueError):
            raise Unsealable("sealed with another key, or changed since") from None

    def digest(self, text: str, purpose: str) -> str:
        """64 hex digits, always the same for the same text and purpose under this key."""
        message = f"{purpose}\0{text}".encode()
        return hmac.new(self._stamp, message, sha256).hexdigest()


def new_key() -> str:
    """A fresh random key, as the text that `Keyring` takes."""
    return base64.urlsafe_b64encode(secrets.token_bytes(_KEY_BYTES)).decode()


class _Wall:
    keyring: Keyring | None = None


def use(keyring: Keyring | None) -> Keyring | None:
    """Hang up a keyring for the whole process; returns the one taken down."""
    before, _Wall.keyring = _Wall.keyring, keyring
    return before


@contextmanager
def using(keyring: Keyring) -> Iterator[None]:
    """Have the keyring hang as long as the block lasts."""
    before = use(keyring)
    try:
        yield
    finally:
        use(before)


def current() -> Keyring:
    """The keyring that hangs; NoKeyring when there is none."""
    if _Wall.keyring is None:
        raise NoKeyring("no keyring: call bot.kernel.secret.use(Keyring(key)) at start")
    return _Wall.keyring


def _bytes_of(key: str) -> bytes:
    try:
        material = base64.b64decode(key.strip().encode("ascii"), altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error):
        raise KeyUnusable("a key is 32 bytes in urlsafe base64") from None
    if len(material) != _KEY_BYTES:
        raise KeyUnusable(f"a key is 32 bytes in urlsafe base64, this one has {len(material)}")
    return material


def _derived(material: bytes, purpose: bytes) -> bytes:
    info = b"qianshao " + purpose
    return HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=info).derive(material)
