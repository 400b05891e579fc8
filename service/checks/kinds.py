"""Every code a check may find (检查代码): its name, and the source it rests on where none is nearer.

docs/findings.md tells of each the cause, the severity and the remedy; a test holds the two together.
"""

from typing import NamedTuple

WHOLE_LIST_FROM = 10
"""From so many items on, what all of a list lack is told once of the list: it has no such column."""

_LISTS = "《关于推行地方各级政府工作部门权力清单制度的指导意见》"


class FindingKind(NamedTuple):
    """A code, its Chinese name, and the source cited where a finding has none of its own."""

    code: str
    label: str
    source: str


FINDING_KINDS = {
    kind.code: kind
    for kind in (
        FindingKind("missing-basis", "没有设定依据", _LISTS),
        FindingKind("unknown-instrument", "所引文件不在登记库", "法规登记库"),
        FindingKind("instrument-not-in-force", "所引文件当日无效", "法规登记库"),
        FindingKind("missing-article", "没有引到条款", _LISTS),
        FindingKind("authority-exceeded", "依据层级无权设定", "设定权规则"),
        FindingKind("authority-unclear", "设定权需人工判断", "设定权规则"),
        FindingKind("charge-without-authority", "许可收费没有法律、行政法规依据", "行政许可法第五十八条"),
        FindingKind("bad-code", "编码无效", "编码规则"),
        FindingKind("duplicate-code", "编码重复", "编码规则"),
        FindingKind("reused-code", "编码重新使用", "编码规则：取消的编码不再使用"),
        FindingKind("code-mismatch", "编码与事项不符", "编码规则"),
        FindingKind("bad-credit-code", "统一社会信用代码无效", "GB 32100"),
        FindingKind("power-without-duties", "有权无责", _LISTS),
        FindingKind("duties-without-power", "有责无权", _LISTS),
        FindingKind("overlap", "职责交叉", _LISTS),
        FindingKind("missing-discretion-standard", "没有裁量基准", "行政处罚法（2021）第三十四条"),
        FindingKind("promised-over-legal", "承诺时限长于法定时限", "行政许可法第四十二条"),
        FindingKind("count-mismatch", "合计数不符", "清单所载的合计"),
    )
}
