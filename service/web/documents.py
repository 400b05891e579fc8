"""Persisted documents: registered by the operator in a folder, and kept by hash as clients send them.

A registered document is known to every worker from its start on. One that a client sends with its hash is
kept by the worker that got it, among the last ones; a worker that has it not says so, and the client sends
it again, as the protocol of automatic persisted queries has it.
"""

import hashlib
from collections import OrderedDict
from pathlib import Path
from threading import Lock

import schema
from schema import ErrorCode, RefusedError
from service.errors import Refusal
from service.web.asked import Asked, TransportError

_KEPT = 1_000
_KEPT_CHARACTERS = 4_000_000


class Documents:
    """The documents that may be asked for by hash or name; any other too, unless `registered_only`."""

    def __init__(self, folder: Path | None, *, registered_only: bool = False) -> None:
        """Raises `Refusal` for a folder or document that cannot be used."""
        named = _read(folder) if folder else {}
        self._named = {path.stem: text for path, text in named.items()}
        self._registered = {sha256_of(text): text for text in named.values()}
        self._registered_only = registered_only
        self._lock = Lock()
        self._kept: OrderedDict[str, str] = OrderedDict()
        self._characters = 0

    def text(self, asked: Asked) -> str:
        """Return the text of the document meant; raises `TransportError` where there is none to be had."""
        if asked.name is not None:
            text = self._named.get(asked.name)
        elif asked.query is not None:
            text = asked.query
            sha256 = sha256_of(text) if asked.sha256 or self._registered_only else None
            if asked.sha256 and asked.sha256 != sha256:
                raise TransportError(
                    ErrorCode.PERSISTED_QUERY_MISMATCH, "The hash is not that of the document."
                )
            if self._registered_only and sha256 not in self._registered:
                raise TransportError(
                    ErrorCode.DOCUMENT_NOT_REGISTERED, "Only registered documents are answered."
                )
        else:
            text = self._by_hash(asked.sha256 or "")
        if text is None:
            raise TransportError(ErrorCode.PERSISTED_QUERY_NOT_FOUND, "PersistedQueryNotFound")
        return text

    def keep(self, asked: Asked) -> None:
        """Keep a document that came with its hash and was answered."""
        if asked.query is None or asked.sha256 is None or self._registered_only:
            return
        with self._lock:
            if asked.sha256 not in self._kept:
                self._kept[asked.sha256] = asked.query
                self._characters += len(asked.query)
            while len(self._kept) > _KEPT or self._characters > _KEPT_CHARACTERS:
                _, dropped = self._kept.popitem(last=False)
                self._characters -= len(dropped)

    def _by_hash(self, sha256: str) -> str | None:
        registered = self._registered.get(sha256)
        if registered is not None:
            return registered
        with self._lock:
            if sha256 in self._kept:
                self._kept.move_to_end(sha256)
            return self._kept.get(sha256)


def sha256_of(text: str) -> str:
    """The hash a document is known by: SHA-256 of its text in UTF-8, in hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _read(folder: Path) -> dict[Path, str]:
    """The documents of the folder, each whole and valid."""
    if not folder.is_dir():
        raise Refusal("bad-documents", f"文件夹 {folder} 不存在。", "改正 QUANZE_DOCUMENTS。")
    found = {}
    for path in sorted(folder.rglob("*.graphql")):
        try:
            found[path] = path.read_text("utf-8")
            schema.prepare(schema.executable_schema, found[path])
        except UnicodeDecodeError as error:
            raise Refusal("bad-documents", f"{path} 不是 UTF-8 文本。", "另存为 UTF-8。") from error
        except RefusedError as error:
            told = "；".join(each.message for each in error.errors)
            raise Refusal("bad-documents", f"{path} 不能执行：{told}", "改正该文件，或将其移出。") from error
    if len({path.stem for path in found}) < len(found):
        raise Refusal("bad-documents", f"文件夹 {folder} 里有同名的文件。", "给每个文件起不同的名字。")
    return found
