"""The report on indicators as programs read it: plain values under snake_case keys (docs/indicators.md)."""

from collections.abc import Callable
from typing import Any

import msgspec

from service import node_ids
from service.documents.indicators import IndicatorReport
from service.indicators import (
    Charge,
    Count,
    CountChange,
    DivisionFigures,
    Indicator,
    IndicatorCount,
    TimeCut,
    TimeCutChange,
    column_of,
    one_decimal,
)


def indicators_record(report: IndicatorReport) -> dict[str, Any]:
    """Return the report; with an edition before, `change` tells it and the points between the two."""
    figures = report.figures
    record: dict[str, Any] = {
        "division": report.division,
        "kind": report.kind.value,
        "edition": report.label,
        "items": figures.items,
        "sentence": report.sentence,
        "indicators": [_indicator(report, count) for count in figures.indicators],
        "time_cut": {
            **_cut(figures.time_cut.total),
            "by_body": [
                {**_body(report, body), **_cut(cut)} for body, cut in figures.time_cut.by_body.items()
            ],
            "by_category": [
                {"category": category, **_cut(cut)} for category, cut in figures.time_cut.by_category.items()
            ],
        },
        "charges": [_charge(report, charge) for charge in figures.charges],
        "day": report.day,
        "findings": report.findings,
    }
    if report.change:
        record["from"] = report.from_label
        record["change"] = _change(report)
    return record


def places_record(tree: DivisionFigures, name_of: Callable[[str], str]) -> dict[str, Any]:
    """Return the figures of a division with all below it, and under `below` those of each directly below."""
    return {
        "division": tree.division,
        "name": name_of(tree.division),
        "lists": tree.lists,
        "items": tree.items,
        "indicators": [
            {**_rule(each.rule), **_count(each.total), "classes": each.classes} for each in tree.indicators
        ],
        "time_cut": _cut(tree.time_cut),
        "charges": tree.charges,
        "below": [places_record(each, name_of) for each in tree.below],
    }


def _indicator(report: IndicatorReport, count: IndicatorCount) -> dict[str, Any]:
    return {
        **_rule(count.rule),
        **_count(count.total),
        "classes": count.classes,
        "unread": count.unread,
        "by_body": [{**_body(report, body), **_count(one)} for body, one in count.by_body.items()],
        "by_category": [{"category": category, **_count(one)} for category, one in count.by_category.items()],
    }


def _rule(rule: Indicator) -> dict[str, Any]:
    return {"key": rule.key, "name": rule.name, "column": column_of(rule)}


def _count(count: Count) -> dict[str, Any]:
    return {**msgspec.structs.asdict(count), "share": count.share}


def _cut(cut: TimeCut) -> dict[str, Any]:
    return {
        "items": cut.items,
        "legal_days": one_decimal(cut.legal_days),
        "promised_days": one_decimal(cut.promised_days),
        "share": cut.share,
        "mean_share": cut.mean_share,
        "mixed": cut.mixed,
        "longer": cut.longer,
        "not_stated": cut.not_stated,
        "unreadable": cut.unreadable,
    }


def _body(report: IndicatorReport, body: int) -> dict[str, Any]:
    return {"body": report.bodies.get(body, "")}


def _charge(report: IndicatorReport, charge: Charge) -> dict[str, Any]:
    return {
        "id": node_ids.encode("PowerItem", charge.item_id),
        **_body(report, charge.body_id),
        "name": charge.name,
        "sub_item_name": charge.sub_item_name,
        "standard": charge.standard,
        "basis": charge.basis,
        "state": charge.state_text,
        "states_on_day": charge.states_on(report.day),
        "standings": charge.standings,
        "read": charge.is_read,
    }


def _change(report: IndicatorReport) -> dict[str, Any]:
    change = report.change
    assert change is not None  # noqa: S101 - asked only where there is one
    return {
        "items_before": change.items_before,
        "items_after": change.items_after,
        "indicators": [
            {
                "key": each.rule.key,
                "name": each.rule.name,
                **_counts(each.total),
                "by_body": [{**_body(report, body), **_counts(one)} for body, one in each.by_body.items()],
                "by_category": [
                    {"category": category, **_counts(one)} for category, one in each.by_category.items()
                ],
            }
            for each in change.indicators
        ],
        "time_cut": _cuts(change.time_cut),
        "charges": [
            {
                "before": _charge(report, each.before) if each.before else None,
                "after": _charge(report, each.after) if each.after else None,
            }
            for each in change.charges
        ],
    }


def _counts(change: CountChange) -> dict[str, Any]:
    return {"before": _count(change.before), "after": _count(change.after), "points": change.points}


def _cuts(change: TimeCutChange) -> dict[str, Any]:
    return {"before": _cut(change.before), "after": _cut(change.after), "points": change.points}
