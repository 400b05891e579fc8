"""What the rows of a working spreadsheet come to: which items stand, and what was stated of the others.

An opinion outranks everything found automatically. Where a row contradicts itself the finding says how it
was read; a contradiction never takes an item away.
"""

from collections.abc import Container, Iterable, Sequence

import msgspec

from service.bodies import fold_body_name
from service.cleanup import messages
from service.cleanup.opinions import Opinion
from service.cleanup.rows import Row, hold_against, identify
from service.cleanup.targets import Targets
from service.comparison import FieldDifference, kind_of_pair
from service.findings import Finding
from service.items import ListedItem, StandingItem
from service.vocabulary import ChangeKind

_LEAVING = frozenset({Opinion.REMOVE, Opinion.MERGE, Opinion.SPLIT, Opinion.DELEGATE, Opinion.TRANSFER})
_PLACE = frozenset({"level_text", "level_scope", "body_name"})


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """What a file states of the lineage of items.

    `before` are powers of the edition before, `after` places in `Settled.items`; one side may be empty
    (removed, added), and one of them has at most one.
    """

    kind: ChangeKind
    before: tuple[int, ...] = ()
    after: tuple[int, ...] = ()
    reason: str = ""


class Settled(msgspec.Struct, frozen=True, kw_only=True):
    """A file that states opinions, settled.

    `items` are those that stand in the new edition. `known` tells, by place in `items`, the power it is,
    None for a new one; places that are not in it are left to identification. `gone` are powers that stand no
    more, so that nothing is identified with them. `home` are the bodies its rows' items stood in; where
    `is_working_sheet`, the file is the list of these bodies alone, whatever bodies it moves items to.
    """

    items: list[ListedItem]
    known: dict[int, int | None]
    gone: set[int]
    statements: list[Statement]
    home: set[int]
    is_working_sheet: bool
    findings: list[Finding]


def settle(
    listed: Sequence[ListedItem],
    before: Sequence[StandingItem],
    *,
    division: str,
    label: str,
    bodies: Container[str],
) -> Settled:
    """Settle the rows of a file against the items of the edition before (`label`) of the bodies it is about.

    `bodies` are the folded names of the division's bodies.
    """
    findings: list[Finding] = []
    rows = identify(listed, before, division, label, findings)
    targets = Targets(rows, division)
    _form_groups(rows, targets, findings)
    for row in rows:
        _settle_group(row, division, findings)
    for row in rows:
        _decide(row, division, bodies, findings)
    for row in rows:
        if row.power and row.opinion in _LEAVING and not row.listed.reason:
            findings.append(messages.missing_reason(row.listed, row.opinion))
    is_working_sheet = any(row.listed.identity and row.power for row in rows)
    home = {row.power.body.id for row in rows if row.power}
    if is_working_sheet:
        _tell_missing_rows(rows, before, home, findings)
    standing = [row for row in rows if not row.leaves]
    places = {id(row): place for place, row in enumerate(standing)}
    return Settled(
        items=[row.listed for row in standing],
        known={
            place: row.power.id if row.power else None
            for place, row in enumerate(standing)
            if row.power or row.is_sure
        },
        gone={row.power.id for row in rows if row.leaves and row.power},
        statements=[
            Statement(kind=kind, before=olds, after=tuple(places[id(new)] for new in news), reason=reason)
            for kind, olds, news, reason in map(_stated, rows)
            if kind
        ],
        home=home,
        is_working_sheet=is_working_sheet,
        findings=findings,
    )


def _form_groups(rows: Sequence[Row], targets: Targets, findings: list[Finding]) -> None:
    """Join what is merged to the row it becomes, and what is split to the rows it becomes."""
    merging = [row for row in rows if row.opinion is Opinion.MERGE]
    splitting = [row for row in rows if row.opinion is Opinion.SPLIT]
    whole = {id(row): targets.of(row, findings) for row in (*merging, *splitting) if row.listed.target}
    named = {id(target) for row in merging if (target := whole.get(id(row))) and target is not row}
    for row in merging:
        target = whole.get(id(row))
        if not row.power:
            if id(row) not in named:
                findings.append(messages.opinion_without_item(row.listed))
        elif target is row or not row.listed.target:
            if id(row) not in named:
                findings.append(messages.names_nothing(row.listed, Opinion.MERGE))
        elif target is None:
            continue
        elif _goes(target, whole.get(id(target))):
            findings.append(messages.merge_into_gone(row.listed, target.listed))
        else:
            target.sources.append(row)
            target.is_sure = True
    for row in splitting:
        target = whole.get(id(row))
        if row.power and (target is None or target is row):
            continue
        if target is None:
            if not row.listed.target:
                findings.append(messages.names_nothing(row.listed, Opinion.SPLIT))
        elif row.power:
            findings.append(messages.split_of_known(row.listed))
        elif target.power is None or target.opinion in (Opinion.REMOVE, Opinion.MERGE):
            findings.append(messages.split_from_gone(row.listed, target.listed))
        else:
            target.parts.append(row)
            row.is_sure = True


def _goes(target: Row, onward: Row | None) -> bool:
    """Whether the row that others are merged into is itself to end."""
    if target.opinion is Opinion.MERGE:
        return onward is not None and onward is not target
    return target.opinion in (Opinion.REMOVE, Opinion.SPLIT) or _is_delegated_away(target)


def _is_delegated_away(row: Row) -> bool:
    """Whether 下放 ends the item here: no other level or body was filled in that it goes on under."""
    return row.opinion is Opinion.DELEGATE and not any(field.field in _PLACE for field in row.fields)


def _decide(row: Row, division: str, bodies: Container[str], findings: list[Finding]) -> None:
    """Decide whether the row stands and what of it; tell where it contradicts itself."""
    if row.leaves:
        _tell_changes(row, findings)
        return
    if row.power is None:
        _decide_new(row, findings)
        return
    match row.opinion:
        case Opinion.REMOVE:
            row.leaves = True
            _tell_changes(row, findings)
        case Opinion.DELEGATE if _is_delegated_away(row):
            row.leaves = True
            _tell_changes(row, findings)
        case Opinion.KEEP if row.fields:
            findings.append(messages.kept_but_changed(row.listed, row.fields))
        case Opinion.CHANGE if not row.fields and not row.sources:
            findings.append(messages.changed_nothing(row.listed))
        case Opinion.TRANSFER:
            _transfer(row, row.power, division, bodies, findings)
        case Opinion.ADD:
            findings.append(messages.added_but_known(row.listed))
        case None if row.fields and not row.sources and not row.parts and not row.listed.opinion:
            findings.append(messages.change_without_opinion(row.listed, row.fields))


def _settle_group(row: Row, division: str, findings: list[Finding]) -> None:
    """Let what is merged into the row end, and the row itself where it is split into others."""
    if len(row.sources) == 1 and row.power is None:
        _take_over(row, row.sources.pop(), division, findings)
    for source in row.sources:
        source.leaves = True
    if row.opinion is Opinion.SPLIT and row.power:
        row.leaves = len(row.parts) > 1
        if not row.parts:
            findings.append(messages.split_without_parts(row.listed))
        elif not row.leaves:
            findings.append(messages.split_of_one(row.listed))


def _take_over(row: Row, source: Row, division: str, findings: list[Finding]) -> None:
    """Let a new row be the only item that is merged into it."""
    assert source.power is not None  # noqa: S101 - a row without an item is merged into nothing
    findings.append(messages.merge_of_one(source.listed, row.listed))
    row.power, row.opinion = source.power, Opinion.CHANGE
    reason = row.listed.reason or source.listed.reason
    row.listed = msgspec.structs.replace(row.listed, reason=reason)
    hold_against(row, source.power, division)
    source.power, source.fields, source.opinion, source.leaves = None, (), None, True


def _tell_changes(row: Row, findings: list[Finding]) -> None:
    if row.fields and row.opinion:
        findings.append(messages.removed_but_changed(row.listed, row.fields, row.opinion))


def _decide_new(row: Row, findings: list[Finding]) -> None:
    if row.opinion is Opinion.REMOVE:
        row.leaves = True
    if row.opinion in (Opinion.REMOVE, Opinion.KEEP, Opinion.CHANGE, Opinion.DELEGATE):
        findings.append(messages.opinion_without_item(row.listed))


def _transfer(
    row: Row, old: StandingItem, division: str, bodies: Container[str], findings: list[Finding]
) -> None:
    """Let the item stand under the receiving body: named beside the opinion, else in its own column."""
    content = row.listed.content
    named = row.listed.target
    if named and fold_body_name(named, division) != fold_body_name(old.body.name, division):
        if not row.same_body and fold_body_name(content.body_name, division) != fold_body_name(
            named, division
        ):
            findings.append(messages.transfer_contradiction(row.listed))
    elif row.same_body:
        findings.append(messages.names_nothing(row.listed, Opinion.TRANSFER))
        return
    else:
        named = content.body_name
    if fold_body_name(named, division) not in bodies:
        findings.append(messages.unknown_body(row.listed, named))
    code = "" if content.credit_code == old.content.credit_code else content.credit_code
    moved = msgspec.structs.replace(content, body_name=named, credit_code=code)
    row.listed = msgspec.structs.replace(row.listed, content=moved)
    row.same_body = False
    own = FieldDifference("body_name", old.body.name, named)
    row.fields = (*(field for field in row.fields if field.field != "body_name"), own)


def _tell_missing_rows(
    rows: Sequence[Row], before: Sequence[StandingItem], home: Container[int], findings: list[Finding]
) -> None:
    """Tell which items of the file's bodies have no row any more."""
    named = {row.power.id for row in rows if row.power}
    sheet = next(row.listed.sheet for row in rows if row.power)
    findings += [
        messages.row_missing(sheet, item.content.name, item.body.name)
        for item in before
        if item.body.id in home and item.id not in named
    ]


def _stated(row: Row) -> tuple[ChangeKind | None, tuple[int, ...], tuple[Row, ...], str]:
    """Return what the row states: of a merge the row it becomes, of a split the one it was, states it."""
    reason = row.listed.reason
    own = (row.power.id,) if row.power else ()
    if row.sources:
        olds = (*own, *(source.power.id for source in row.sources if source.power))
        reasons = dict.fromkeys([reason, *(source.listed.reason for source in row.sources)])
        return ChangeKind.MERGED, olds, (row,), "；".join(filter(None, reasons))
    if row.parts:
        news = tuple(row.parts) if row.leaves else (row, *row.parts)
        reasons = dict.fromkeys([reason, *(part.listed.reason for part in row.parts)])
        return ChangeKind.SPLIT, own, news, "；".join(filter(None, reasons))
    if row.power is None:
        return _stated_of_new(row, reason)
    if row.leaves:
        if row.opinion in (Opinion.MERGE, Opinion.SPLIT):
            return None, (), (), ""
        return ChangeKind.REMOVED, own, (), _why_it_left(row)
    if not row.fields:
        return None, (), (), ""
    return kind_of_pair(row.fields, same_body=row.same_body), own, (row,), reason


def _stated_of_new(row: Row, reason: str) -> tuple[ChangeKind | None, tuple[int, ...], tuple[Row, ...], str]:
    if row.leaves or not row.is_sure or row.opinion is Opinion.SPLIT:
        return None, (), (), ""
    return ChangeKind.ADDED, (), (row,), reason


def _why_it_left(row: Row) -> str:
    if row.opinion is not Opinion.DELEGATE:
        return row.listed.reason
    told: Iterable[str] = filter(
        None, (f"下放至{row.listed.target}" if row.listed.target else "下放", row.listed.reason)
    )
    return "：".join(told)
