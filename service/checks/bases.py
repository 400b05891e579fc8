"""Whether an item has a basis, and whether what it cites exists, was in force and is cited by article."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from service.checks.kinds import FINDING_KINDS
from service.checks.model import CheckContext, Remark
from service.checks.reading import ReadBasis, words
from service.findings import Severity
from service.instruments import How, Instrument, status_on
from service.items import StandingItem
from service.text import fold
from service.vocabulary import Category, InstrumentRank, InstrumentStatus, ListKind

# Lists whose rows are no powers, or whose basis stands in the list they go with.
_WITHOUT_BASIS = {ListKind.NEGATIVE, ListKind.ONE_VISIT, ListKind.RESPONSIBILITY, ListKind.INSPECTION}
_HAVING_ARTICLES = frozenset(InstrumentRank) - {InstrumentRank.NORMATIVE_DOCUMENT}


def check_bases(item: StandingItem, bases: Sequence[ReadBasis], context: CheckContext) -> Iterator[Remark]:
    """Yield `missing-basis`, `unknown-instrument`, `instrument-not-in-force`, `missing-article`."""
    if not bases:
        yield from _missing(item, context)
    for title in dict.fromkeys(read.name for read in bases):
        same = [read for read in bases if read.name == title]
        yield from _of_instrument(same[0], context)
        if not any(read.basis.provisions or read.basis.chapters for read in same):
            yield from _without_article(same[0])


def _missing(item: StandingItem, context: CheckContext) -> Iterator[Remark]:
    if context.kind in _WITHOUT_BASIS or item.category is Category.PUBLIC_SERVICE:
        return
    cell = item.content.setting_basis
    message = "没有设定依据。" if not fold(cell) else f"设定依据栏“{_short(cell)}”没有引出任何文件。"
    yield _remark(
        "missing-basis",
        Severity.WARNING,
        message,
        "补充设定该事项的法律、法规或者规章，写明名称和条款；没有依据的应当取消。",
    )


def _of_instrument(read: ReadBasis, context: CheckContext) -> Iterator[Remark]:
    found = read.match.instrument
    if found is None:
        yield _unknown(read)
        return
    if read.match.how is How.MISPRINT or (read.match.how is How.NUMBER and read.basis.title):
        yield _remark(
            "unknown-instrument",
            Severity.WARNING,
            f"登记库中没有{read.name}，应为《{found.title}》（把握{read.match.score:.0%}）。",
            "核对文件名称，按公布的标题改正。",
        )
    yield from _not_in_force(read, found, context)


def _unknown(read: ReadBasis) -> Remark:
    nearest = read.match.nearest
    if nearest:
        told = f"登记库中没有{read.name}，最接近的是《{nearest.title}》（相似{read.match.score:.0%}）。"
        return _remark(
            "unknown-instrument",
            Severity.ADVICE,
            told,
            "核对文件名称；名称无误的，用 quanze load-instruments 补充登记。",
        )
    return _remark(
        "unknown-instrument",
        Severity.ADVICE,
        f"登记库中没有{read.name}，无法核对其效力。",
        "确认文件存在且有效，用 quanze load-instruments 补充登记。",
    )


def _not_in_force(read: ReadBasis, found: Instrument, context: CheckContext) -> Iterator[Remark]:
    status = status_on(found, context.day)
    instead = f"由《{found.successor_title}》替代" if found.successor_title else ""
    if status in (InstrumentStatus.REPEALED, InstrumentStatus.LAPSED):
        done = "失效" if status is InstrumentStatus.LAPSED else "废止"
        told = f"{read.name}已于{found.repealed_on}{done}" + (f"，{instead}" if instead else "")
        yield _remark(
            "instrument-not-in-force",
            Severity.ERROR,
            f"{told}，清单施行时已经不再有效。",
            f"改引《{found.successor_title}》的相应条款；没有相应条款的，研究取消该事项。"
            if found.successor_title
            else "改引现行有效的依据；没有的，研究取消该事项。",
            f"法规登记库：《{found.title}》",
        )
    elif status is InstrumentStatus.NOT_YET_IN_FORCE:
        yield _remark(
            "instrument-not-in-force",
            Severity.ERROR,
            f"{read.name}自{found.effective_on}起施行，清单施行时尚未生效。",
            "改引当时有效的依据，或者更正清单的生效日期。",
            f"法规登记库：《{found.title}》",
        )
    elif status is InstrumentStatus.UNKNOWN and found.status in (
        InstrumentStatus.REPEALED,
        InstrumentStatus.LAPSED,
    ):
        yield _remark(
            "instrument-not-in-force",
            Severity.ADVICE,
            f"{read.name}已不再有效，何时起失效登记库没有记载" + (f"；{instead}。" if instead else "。"),
            "核对该文件在清单生效之日是否有效。",
            f"法规登记库：《{found.title}》",
        )


def _without_article(read: ReadBasis) -> Iterator[Remark]:
    """Only what surely has articles must be cited by one; a normative document may have none."""
    if not read.rank.ranks or not _HAVING_ARTICLES.issuperset(read.rank.ranks):
        return
    if not _without_articles().search(fold(read.basis.title or "")):
        yield _remark(
            "missing-article",
            Severity.WARNING,
            f"引用{read.name}没有写明条款。",
            "写明设定该事项的条、款、项。",
        )


@lru_cache(maxsize=1)
def _without_articles() -> re.Pattern[str]:
    return re.compile(words()["without_articles"])


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 30 else f"{line[:30]}…"


def _remark(code: str, severity: Severity, message: str, fix: str, source: str = "") -> Remark:
    return Remark(code, severity, message, fix, source or FINDING_KINDS[code].source)
