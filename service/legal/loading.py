"""Loading instruments into the registry: whole or not at all, nothing known overwritten by a title list."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, insert, select, update

from service.findings import Finding, Severity
from service.instruments import Instrument, Version, title_key
from service.legal.entries import Entry, read_entries
from service.legal.registry import stored_instruments, stored_registry
from service.store import take_numbers
from service.store.core import citation, data_version, instrument, instrument_alias, instrument_version
from service.store.tables import Instrument as InstrumentRow
from service.text import fold
from service.vocabulary import InstrumentStatus


class InstrumentsLoaded(msgspec.Struct, frozen=True, kw_only=True):
    """What loading a file of instruments came to.

    `rows` are all accounted for: each brought an instrument, changed or confirmed one, or told another
    version of one. `citations` counts the citations that found their instrument by it.
    """

    file: str
    rows: int
    titles: int
    added: int
    updated: int
    unchanged: int
    versions: int
    citations: int
    findings: Sequence[Finding] = ()


_FILLED = ("rank", "issuer", "document_number", "issued_on", "effective_on", "repealed_on", "successor_title")


def load_instruments(connection: Connection, path: Path) -> InstrumentsLoaded:
    """Load the file; raises `Refusal` with every error in it, and then nothing is changed.

    Rows of one title are its versions. The registry's own layout corrects what it states; a title list
    only adds what is not known yet.
    """
    entries, unknown_columns = read_entries(path)
    known = {title_key(one.title): one for one in stored_instruments(connection)}
    by_key: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_key[title_key(entry.title)].append(entry)
    fresh = [key for key in by_key if key not in known]
    numbers = take_numbers(connection, InstrumentRow, len(fresh)) if fresh else range(0)
    findings = [_unknown_columns(unknown_columns)] if unknown_columns else []
    changed = unchanged = 0
    merged: list[Instrument] = []
    for number, key in zip(numbers, fresh, strict=True):
        merged.append(_merged(Instrument(id=number, title=by_key[key][0].title), by_key[key], findings))
    _insert(connection, merged)
    for key in by_key.keys() & known.keys():
        after = _merged(known[key], by_key[key], findings)
        changed += after != known[key]
        unchanged += after == known[key]
        if after != known[key]:
            _update(connection, known[key], after)
    linked = relink(connection)
    connection.execute(update(data_version).values(version=data_version.c.version + 1))
    return InstrumentsLoaded(
        file=path.name,
        rows=len(entries),
        titles=len(by_key),
        added=len(fresh),
        updated=changed,
        unchanged=unchanged,
        versions=sum(len(entry.versions) for entry in entries),
        citations=linked,
        findings=findings,
    )


def _unknown_columns(columns: Sequence[str]) -> Finding:
    return Finding(
        code="unknown-columns",
        severity=Severity.WARNING,
        message=f"这些列没有载入：{'、'.join(columns)}。",
        fix="按 docs/legal-basis.md 的列名写；确属无关的可以不管。",
    )


def relink(connection: Connection) -> int:
    """Look up again the cited titles that found no instrument; return how many citations found one."""
    registry = stored_registry(connection)
    titles = connection.execute(
        select(citation.c.folded_title)
        .where(citation.c.instrument_id.is_(None), citation.c.folded_title != "")
        .distinct()
    ).scalars()
    found = [
        {"title": title, "number": match.instrument.id, "sure": match.score}
        for title in titles
        if (match := registry.match(title)).instrument
    ]
    if not found:
        return 0
    linked = 0
    statement = (
        update(citation)
        .where(citation.c.instrument_id.is_(None), citation.c.folded_title == bindparam("title"))
        .values(instrument_id=bindparam("number"), score=bindparam("sure"))
    )
    for values in found:
        linked += connection.execute(statement, values).rowcount
    return linked


def _merged(before: Instrument, entries: Sequence[Entry], findings: list[Finding]) -> Instrument:
    """What is known of the instrument after these rows."""
    values: dict[str, Any] = {}
    for entry in entries:
        corrects = entry.expired is None and entry.status is not None
        for name in _FILLED:
            told, so_far = getattr(entry, name), values.get(name, getattr(before, name))
            if told is not None and (so_far is None or corrects):
                values[name] = told
        if entry.status is not None:
            values["status"] = entry.status
    status = _status_told(entries)
    standing = values.get("status", before.status)
    if status is not None and standing is InstrumentStatus.UNKNOWN:
        values["status"] = status
    elif status is not None and status is not standing:
        findings.append(
            Finding(
                code="instrument-conflict",
                severity=Severity.ADVICE,
                row=entries[-1].row,
                message=f"《{before.title}》的时效性与登记库不一致，保留登记库的记载。",
                fix="核对该文件是否有效；需要更正的，用带 status 列的文件载入。",
            )
        )
    values["aliases"] = _together(before.aliases, (alias for entry in entries for alias in entry.aliases))
    versions = {version.published_on: version for version in before.versions}
    for version in (version for entry in entries for version in entry.versions):
        known = versions.get(version.published_on)
        if known is None or known.effective_on is None:
            versions[version.published_on] = version
    values["versions"] = tuple(Version(*versions[day]) for day in sorted(versions))
    return msgspec.structs.replace(before, **values)


def _status_told(entries: Sequence[Entry]) -> InstrumentStatus | None:
    """What a title list says: in force where any wording of the title is, else no longer."""
    told = [entry.expired for entry in entries if entry.expired is not None]
    if not told:
        return None
    return InstrumentStatus.REPEALED if all(told) else InstrumentStatus.IN_FORCE


def _together(before: Sequence[str], told: Iterable[str]) -> tuple[str, ...]:
    known = {fold(alias): alias for alias in before}
    for alias in told:
        known.setdefault(fold(alias), alias)
    return tuple(known[key] for key in sorted(known))


def _insert(connection: Connection, fresh: Sequence[Instrument]) -> None:
    if fresh:
        connection.execute(insert(instrument), [{"id": one.id, **_columns(one)} for one in fresh])
        _add(connection, [(one, one.aliases, one.versions) for one in fresh])


def _update(connection: Connection, before: Instrument, after: Instrument) -> None:
    connection.execute(update(instrument).where(instrument.c.id == after.id).values(**_columns(after)))
    aliases = [alias for alias in after.aliases if fold(alias) not in set(map(fold, before.aliases))]
    days = {version.published_on for version in before.versions}
    for version in after.versions:
        if version.published_on in days and version not in before.versions:
            connection.execute(
                update(instrument_version)
                .where(
                    instrument_version.c.instrument_id == after.id,
                    instrument_version.c.published_on == version.published_on,
                )
                .values(effective_on=version.effective_on)
            )
    _add(connection, [(after, aliases, [v for v in after.versions if v.published_on not in days])])


def _add(connection: Connection, told: Sequence[tuple[Instrument, Sequence[str], Sequence[Version]]]) -> None:
    aliases = [
        {"folded_title": fold(alias), "instrument_id": one.id, "title": alias}
        for one, names, _ in told
        for alias in names
    ]
    versions = [
        {"instrument_id": one.id, "published_on": day, "effective_on": effective}
        for one, _, wordings in told
        for day, effective in wordings
    ]
    if aliases:
        connection.execute(insert(instrument_alias), aliases)
    if versions:
        connection.execute(insert(instrument_version), versions)


def _columns(one: Instrument) -> dict[str, Any]:
    return {
        "title": one.title,
        "folded_title": fold(one.title),
        "rank": one.rank,
        "issuer": one.issuer,
        "document_number": one.document_number,
        "issued_on": one.issued_on,
        "effective_on": one.effective_on,
        "repealed_on": one.repealed_on,
        "status": one.status,
        "successor_title": one.successor_title,
    }
