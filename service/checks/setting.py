"""Whether the cited bases have an instrument of a rank that may set the power, or may set its charge."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from service.authority import (
    CHARGE,
    GENERAL,
    TIME_LIMIT,
    CitedInstrument,
    Judgement,
    Matter,
    Outcome,
    judge,
    kind_label,
    longest_without_law,
    matter_of,
    rule_book,
)
from service.checks.limits import working_days
from service.checks.model import CheckContext, Remark
from service.checks.reading import ReadBasis, read_cell, words
from service.findings import Severity
from service.items import StandingItem
from service.text import fold
from service.vocabulary import Category, InstrumentRank, ListKind, read_category

_CHARGED = Matter(CHARGE, (GENERAL,))
_LONG = Matter(TIME_LIMIT, (GENERAL,))
_PROOF = Matter("OTHER", ("proof",))
_REFERS = re.compile(
    r"(?:依照|按照|根据|依据|适用)<(?P<title>[^<>]{2,60})>(?P<places>第[0-9〇零一二三四五六七八九十百]+条)?"
)
_JUDGED_LISTS = {ListKind.POWER, ListKind.COMBINED, ListKind.LICENSING, ListKind.CHARGES, ListKind.PROOF}


def judged_fields(item: StandingItem, matter: Matter | None) -> frozenset[str]:
    """Return the fields of the rules by which an item with that matter is judged."""
    fields = {matter.field} if matter else set()
    if item.category is Category.LICENSING:
        fields |= {TIME_LIMIT, CHARGE}
    return frozenset(fields)


def check_authority(
    item: StandingItem, bases: Sequence[ReadBasis], context: CheckContext, matter: Matter | None
) -> Iterator[Remark]:
    """Yield `authority-exceeded` or `authority-unclear`, by the law in force on the list's day."""
    if context.kind not in _JUDGED_LISTS or not bases:
        return
    cited = _cited(bases)
    judged = judge(matter, cited, context.day) if matter else None
    referred = None
    if matter and judged and judged.outcome is Outcome.EXCEEDED:
        referred = _referred_to(matter, bases, context)
    if referred:
        yield _to_be_cited(judged, referred)
    elif judged:
        yield from _told(judged, bases, context, "该事项")
    if (
        item.category is Category.LICENSING
        and (judged is None or judged.outcome < Outcome.UNCLEAR)
        and (working_days(item.content.legal_time_limit) or 0) > longest_without_law()
    ):
        long = judge(_LONG, cited, context.day)
        if long:
            yield from _told(long, bases, context, f"“{item.content.legal_time_limit}”的法定时限")


def check_charge(item: StandingItem, bases: Sequence[ReadBasis], context: CheckContext) -> Iterator[Remark]:
    """Yield `charge-without-authority` for a licence that is charged for without a law or regulation.

    The fee's own basis decides; where that cell is empty nothing says what the charge rests on.
    """
    if item.category is not Category.LICENSING or not is_charged(item):
        return
    fees = read_cell(context.registry, item.content.fee_basis)
    if not fees:
        if rule_book().testable(CHARGE, GENERAL, context.day):
            yield Remark(
                "charge-without-authority",
                Severity.ERROR,
                f"许可事项收费（{_short(item.content.fee_standard)}），没有列出收费依据。",
                "补充收费所依据的法律、行政法规；没有的应当停止收费。",
                "行政许可法第五十八条第一款",
            )
        return
    judged = judge(_CHARGED, _cited(fees), context.day)
    if judged is None or judged.outcome in (Outcome.WITHIN, Outcome.NOT_TESTABLE):
        return
    exceeded = judged.outcome is Outcome.EXCEEDED
    named = "、".join(dict.fromkeys(read.name for read in fees))
    yield Remark(
        "charge-without-authority",
        Severity.ERROR if exceeded else Severity.ADVICE,
        f"许可事项收费，收费依据（{_short(named)}）中"
        + ("没有法律、行政法规。" if exceeded else "是否有法律、行政法规看不出来。"),
        "补充收费所依据的法律、行政法规；没有的应当停止收费。",
        judged.rule.source if judged.rule else "行政许可法第五十八条第一款",
    )


def is_charged(item: StandingItem) -> bool:
    """Whether the fee cells say that something is charged; 不收费 and a suspended levy are none."""
    standard = fold(item.content.fee_standard).rstrip("。.;,")
    if not standard or _pattern("no_fee").fullmatch(standard):
        return False
    return not _pattern("not_levied").search(fold(item.content.fee_state))


@lru_cache(maxsize=4)
def _pattern(key: str) -> re.Pattern[str]:
    return re.compile(words()[key])


def read_matter(item: StandingItem, bases: Sequence[ReadBasis], context: CheckContext) -> Matter | None:
    """Return what the rules of setting authority judge the item as; None where none touches it."""
    if context.kind is ListKind.PROOF:
        return _PROOF
    content = item.content
    name = f"{content.name}{content.sub_item_name}"
    kind = read_category(content.category_text).kind if item.category is Category.COERCION else ""
    clauses = "\n".join(read.basis.quoted_text for read in bases if read.basis.quoted_text)
    titles = "".join(read.basis.title or "" for read in bases)
    return matter_of(item.category, kind, name, clauses, titles)


def _cited(bases: Sequence[ReadBasis]) -> list[CitedInstrument]:
    return [CitedInstrument(read.name, read.rank.ranks, read.since) for read in bases]


def _told(
    judged: Judgement, bases: Sequence[ReadBasis], context: CheckContext, subject: str
) -> Iterator[Remark]:
    if judged.outcome < Outcome.UNCLEAR:
        return
    label = kind_label(judged.field, judged.kind)
    about = f"{subject}（{label}）" if label else subject
    allowed = rule_book().allowed(judged.field, judged.kind, context.day)
    may = f"可由{'、'.join(rank.label for rank in allowed)}设定" if allowed else ""
    named = "；".join(dict.fromkeys(f"{read.name}{_rank_told(read)}" for read in bases))
    source = f"{judged.rule.source}（{judged.rule.id}）" if judged.rule else "设定权规则"
    says = f"{judged.rule.says}" if judged.rule else "所引文件的效力位阶看不出来"
    if judged.outcome is Outcome.EXCEEDED:
        yield Remark(
            "authority-exceeded",
            Severity.ERROR,
            f"所引依据中没有有权设定的层级的文件：{about}{may}；所引：{_short(named, 160)}。",
            "补引设定该事项的上位法条款；确无上位法设定的，研究取消该事项。",
            source,
        )
        return
    condition = f"（{judged.rule.condition}）" if judged.rule and judged.rule.condition else ""
    yield Remark(
        "authority-unclear",
        Severity.ADVICE,
        f"所引依据能否设定{about}需要人工判断：{says}{condition}；所引：{_short(named, 160)}。",
        "核对所引文件的效力位阶和内容；有上位法设定的，补引上位法条款。",
        source,
    )


def _referred_to(matter: Matter, bases: Sequence[ReadBasis], context: CheckContext) -> str:
    """The instrument of a sufficient rank that a quoted clause refers to for the power (依照《…》第…条)."""
    for read in bases:
        for found in _REFERS.finditer(fold(read.basis.quoted_text or "")):
            known = context.registry.match(found["title"]).instrument
            if known is None or known.rank is None:
                continue
            judged = judge(matter, [CitedInstrument(known.title, frozenset((known.rank,)))], context.day)
            if judged and judged.outcome is Outcome.WITHIN:
                return f"《{known.title.removeprefix('中华人民共和国')}》{found['places'] or ''}"
    return ""


def _to_be_cited(judged: Judgement | None, referred: str) -> Remark:
    """What is told where the setting basis is named in a clause but not cited."""
    return Remark(
        "authority-unclear",
        Severity.ADVICE,
        f"所引文件无权设定该事项，所引条文写明依照{referred}，没有把它列为依据。",
        f"补引{referred}作为设定依据。",
        f"{judged.rule.source}（{judged.rule.id}）" if judged and judged.rule else "设定权规则",
    )


def _rank_told(read: ReadBasis) -> str:
    ranks = [rank for rank in InstrumentRank if rank in read.rank.ranks]
    if not ranks:
        return "〔位阶不明〕"
    told = "或者".join(rank.label for rank in ranks)
    return f"〔推定为{told}〕" if read.rank.inferred else f"〔{told}〕"


def _short(text: str, most: int = 60) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[:most]}…"
