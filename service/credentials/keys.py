"""The public keys of an OIDC issuer: a JWKS read from a file or an address, kept for a while."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from http.client import HTTPException
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

import structlog
from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry, Key

from service.credentials.refusals import KeysUnavailableError
from service.errors import Refusal

_LARGEST = 256 * 1024
_SECONDS = 5.0
_MOST_KEYS = 100
# An issuer that changes keys publishes the new one before it signs with it.
_GOOD_FOR = 600.0
_AGAIN_AFTER = 30.0
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_KINDS = frozenset({"RSA", "EC", "OKP"})
_log = structlog.get_logger("quanze.credentials")


class IssuerKeys:
    """An issuer's keys by their id; read when first needed, when grown old, and for an id not met yet.

    For ids that are not there the keys are read again twice a minute at most, whoever asks how often.
    """

    def __init__(
        self,
        address: str,
        read: Callable[[str], bytes] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Raises `Refusal` (`bad-setting`) for an address keys may not come from."""
        if read is None:
            read = _fetch if "://" in address else _read_file
            _require_safe(address)
        self._address, self._read, self._clock = address, read, clock
        self._lock = Lock()
        self._keys: dict[str | None, Key] = {}
        self._read_at: float | None = None
        self._tried_at: float | None = None

    def find(self, kid: str | None) -> Key | None:
        """Return the key of that id, the only one for None; None where the issuer has it not.

        Raises `KeysUnavailableError` where there are no keys to be had. Keys that were had once stay good
        while the issuer cannot be reached.
        """
        with self._lock:
            now = self._clock()
            stale = self._read_at is None or now - self._read_at > _GOOD_FOR
            unknown = self._read_at is not None and kid not in self._keys
            rested = self._tried_at is None or now - self._tried_at > _AGAIN_AFTER
            if (stale or unknown) and rested:
                self._refresh(now)
            if self._read_at is None:
                raise KeysUnavailableError
            return self._keys.get(kid)

    def _refresh(self, now: float) -> None:
        self._tried_at = now
        try:
            self._keys = read_keys(self._read(self._address))
            self._read_at = now
        except (OSError, HTTPException, ValueError) as error:
            _log.warning("issuer's keys not read", address=self._address, why=str(error))


def read_keys(document: bytes) -> dict[str | None, Key]:
    """Return the signing keys of a JWKS by their ids; the only key also under None.

    Keys that are secret, not for signatures or of another kind are left out. Raises `ValueError` for what
    is no JWKS.
    """
    if len(document) > _LARGEST:
        raise ValueError(f"more than {_LARGEST} bytes")
    found: Any = json.loads(document)
    listed = found.get("keys") if isinstance(found, dict) else None
    if not isinstance(listed, list) or len(listed) > _MOST_KEYS:
        raise ValueError("no JSON Web Key Set")
    keys: dict[str | None, Key] = {}
    for entry in listed:
        key = _key(entry)
        if key is not None:
            key.ensure_kid()
            keys[key.kid] = key
    if len(keys) == 1:
        keys[None] = next(iter(keys.values()))
    return keys


def _key(entry: object) -> Key | None:
    if not isinstance(entry, dict) or entry.get("kty") not in _KINDS:
        return None
    if entry.get("use", "sig") != "sig" or "verify" not in entry.get("key_ops", ["verify"]):
        return None
    public = {
        name: value for name, value in entry.items() if name not in {"d", "p", "q", "dp", "dq", "qi", "oth"}
    }
    try:
        return JWKRegistry.import_key(public)
    except (JoseError, ValueError, TypeError, KeyError):
        return None


def _require_safe(address: str) -> None:
    parts = urlsplit(address)
    if "://" in address and parts.scheme != "https" and parts.hostname not in _LOOPBACK:
        raise Refusal(
            "bad-setting", "QUANZE_OIDC_KEYS 不是安全的地址。", "写成 https://…，或本机的一个文件。"
        )


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Keys come from where the settings say, and from nowhere else."""

    def redirect_request(self, *_: Any) -> None:
        """Follow nothing."""


def _fetch(address: str) -> bytes:
    asked = urllib.request.Request(address, headers={"Accept": "application/json"})  # noqa: S310 - see `_require_safe`
    with urllib.request.build_opener(_NoRedirects).open(asked, timeout=_SECONDS) as answer:
        body: bytes = answer.read(_LARGEST + 1)
        return body


def _read_file(path: str) -> bytes:
    with Path(path).open("rb") as file:
        return file.read(_LARGEST + 1)
