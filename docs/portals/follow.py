"""Keep a copy of the latest published items: follow the feed of changes with plain HTTP.

    python follow.py http://127.0.0.1:8000/graphql copy.json [--every SECONDS]

The copy is a JSON file: `cursor`, where to go on, and `items` by their ids. It is replaced whole after every
stretch of the feed, cursor and items together, so that a run that is cut off leaves a copy to go on from.
Nothing but Python's standard library is needed; take it as it is, or as a pattern.
"""

import argparse
import http.client
import json
import os
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

QUERY = """
query Follow($since: String) {
  changes(since: $since, first: 200) {
    cursor
    hasMore
    editions { label kind division { code } }
    changes {
      id
      item {
        name
        subItemName
        category
        codes { value }
        body { id name }
        division { code }
        edition { label kind division { code } }
        level
        bases { text citedTitle provisions { article paragraph item } }
        duties { stage text }
        accountability
        supervision
        timeLimit { legalDays promisedDays }
        fee { standard basis state }
      }
    }
  }
}
"""
_SECONDS = 30
_LONGEST_PAUSE = 300.0

Copy = dict[str, Any]


class RefusedError(Exception):
    """The service answered with errors; `codes` are theirs."""

    def __init__(self, errors: list[dict[str, Any]]) -> None:
        super().__init__("; ".join(error["message"] for error in errors))
        self.codes = {error.get("extensions", {}).get("code") for error in errors}


def ask(endpoint: str, since: str | None) -> dict[str, Any]:
    """Ask for the next stretch of the feed; raises `RefusedError`, or OSError where nobody answers."""
    request = urllib.request.Request(
        endpoint,
        json.dumps({"query": QUERY, "variables": {"since": since}}).encode(),
        {"Content-Type": "application/json", "Accept": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS) as response:
            answer = json.load(response)
    except urllib.error.HTTPError as error:
        if error.code in (429, 502, 503, 504):
            raise
        answer = json.load(error)
    if answer.get("errors"):
        raise RefusedError(answer["errors"])
    feed: dict[str, Any] = answer["data"]["changes"]
    return feed


def applied(copy: Copy, feed: dict[str, Any]) -> Copy:
    """Return the copy with a stretch of the feed applied: items put in or replaced, tombstones taken out.

    Then all items of a list stand in its new edition, those that did not change too.
    """
    items = dict(copy["items"])
    for change in feed["changes"]:
        if change["item"] is None:
            items.pop(change["id"], None)
        else:
            items[change["id"]] = change["item"]
    latest = {(edition["division"]["code"], edition["kind"]): edition for edition in feed["editions"]}
    for key, item in items.items():
        edition = item["edition"]
        newer = latest.get((edition["division"]["code"], edition["kind"]), edition)
        if newer != edition:
            items[key] = item | {"edition": newer}
    return {"cursor": feed["cursor"], "items": items}


def follow(endpoint: str, path: Path) -> Copy:
    """Bring the copy in that file up to date and return it; it begins anew where the cursor is not known."""
    copy = read(path)
    while True:
        try:
            feed = ask(endpoint, copy["cursor"])
        except RefusedError as refused:
            if "BAD_CURSOR" not in refused.codes or copy["cursor"] is None:
                raise
            copy = {"cursor": None, "items": {}}
            continue
        copy = applied(copy, feed)
        write(path, copy)
        if not feed["hasMore"]:
            return copy


def read(path: Path) -> Copy:
    """Return the copy in the file, an empty one where there is none."""
    if not path.exists():
        return {"cursor": None, "items": {}}
    copy: Copy = json.loads(path.read_text("utf-8"))
    return copy


def write(path: Path, copy: Copy) -> None:
    """Replace the file whole: a reader sees the copy before or the copy after, nothing between."""
    beside = path.with_name(path.name + ".new")
    beside.write_text(json.dumps(copy, ensure_ascii=False), "utf-8")
    os.replace(beside, path)


def main() -> None:
    """Follow once, or for ever with --every; while nobody answers, wait longer and longer."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("endpoint")
    parser.add_argument("copy", type=Path)
    parser.add_argument("--every", type=float, metavar="SECONDS", help="go on for ever, pausing so long")
    options = parser.parse_args()
    pause = options.every
    while True:
        try:
            copy = follow(options.endpoint, options.copy)
            print(f"{len(copy['items'])} items", flush=True)
            pause = options.every
        except (OSError, http.client.HTTPException) as failure:
            if options.every is None:
                raise SystemExit(f"no answer: {failure}") from failure
            pause = min(2 * pause, _LONGEST_PAUSE)
        if pause is None:
            return
        time.sleep(pause)


if __name__ == "__main__":
    main()
