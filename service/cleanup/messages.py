"""What is found in a working spreadsheet that came back, a function for each; none refuses the file."""

from collections.abc import Sequence

from service.cleanup.opinions import OFFERED, Opinion
from service.comparison import FieldDifference
from service.findings import Finding, Severity
from service.items import FIELD_LABELS, ListedItem

OPINION, TARGET, IDENTITY, REASON = "处理意见", "对应事项或部门", "事项标识", "理由"
_MOST_FIELDS = 6


def unknown_opinion(row: ListedItem) -> Finding:
    """An opinion nobody knows: the row counts as if it stated none."""
    known = "、".join(opinion.label for opinion in OFFERED)
    return _finding(
        row,
        "unknown-opinion",
        f"不认识的处理意见“{row.opinion}”，该行按没有填写处理意见读取",
        f"从下拉框中选择：{known}",
    )


def unknown_identity(row: ListedItem, label: str) -> Finding:
    """An identity that names no item of the edition before."""
    where = f"版本“{label}”" if label else "上一版本"
    return _finding(
        row,
        "unknown-identity",
        f"事项标识“{row.identity[:40]}”在{where}中没有对应的事项，该行按新增读取",
        "不要改动事项标识；新增的事项请留空",
        IDENTITY,
    )


def repeated_identity(row: ListedItem, other: ListedItem) -> Finding:
    """Two rows bear one identity: it stays with one of them."""
    return _finding(
        row,
        "repeated-identity",
        f"事项标识与第{other.rows[0]}行相同，该行按新增读取",
        "复制出来的行请清空事项标识；一项拆成几项的，用“拆分”",
        IDENTITY,
    )


def identity_lost(row: ListedItem, by: str) -> Finding:
    """A row without identity says what an item without a row said."""
    return _finding(
        row,
        "identity-lost",
        f"该行没有事项标识，而{by}与上一版本的一个事项相同，按该事项读取",
        "保留原来的行，不要另起一行重新录入",
        IDENTITY,
    )


def opinion_without_item(row: ListedItem) -> Finding:
    """An opinion about an item that the edition before has not."""
    return _finding(
        row,
        "opinion-without-item",
        f"处理意见为“{row.opinion}”，但上一版本没有这个事项",
        "新增的事项不填处理意见；原有的事项请在原来的行上填写",
    )


def kept_but_changed(row: ListedItem, fields: Sequence[FieldDifference]) -> Finding:
    """保留 beside changed cells: what was filled in stands."""
    return _finding(
        row,
        "kept-but-changed",
        f"处理意见为“保留”，但改动了{_names(fields)}，已按改动读取",
        "确有改动的填“变更”，否则恢复原来的内容",
    )


def removed_but_changed(row: ListedItem, fields: Sequence[FieldDifference], opinion: Opinion) -> Finding:
    """取消 (or what else ends an item) beside changed cells: the opinion holds, the changes do not."""
    return _finding(
        row,
        "removed-but-changed",
        f"处理意见为“{opinion.label}”，却又改动了{_names(fields)}；已按“{opinion.label}”读取，改动不计",
        f"确要{opinion.label}的，恢复原来的内容；要继续实施的，改填“变更”",
    )


def changed_nothing(row: ListedItem) -> Finding:
    """变更 beside unchanged cells."""
    return _finding(
        row,
        "changed-nothing",
        "处理意见为“变更”，但没有改动任何内容",
        "直接在本行改正要变更的内容；没有变更的填“保留”",
    )


def change_without_opinion(row: ListedItem, fields: Sequence[FieldDifference]) -> Finding:
    """Changed cells without an opinion: read as 变更."""
    return _finding(
        row,
        "change-without-opinion",
        f"改动了{_names(fields)}，没有填处理意见，按“变更”读取",
        "填“变更”并写明理由",
        severity=Severity.ADVICE,
    )


def added_but_known(row: ListedItem) -> Finding:
    """新增 beside the identity of an item there is."""
    return _finding(
        row,
        "added-but-known",
        "处理意见为“新增”，但这是上一版本已有的事项，按原有事项读取",
        "新增的事项另起一行，事项标识留空",
    )


def names_nothing(row: ListedItem, opinion: Opinion) -> Finding:
    """合并, 拆分 or 划转 that does not say with what, from what or to whom; the row stands as it is."""
    what = {
        Opinion.MERGE: "没有指明并入哪一项",
        Opinion.SPLIT: "没有指明由哪一项拆出",
        Opinion.TRANSFER: "没有指明划给哪个部门",
    }[opinion]
    fix = {
        Opinion.MERGE: f"在“{TARGET}”列填写并入的事项的序号或名称",
        Opinion.SPLIT: f"在“{TARGET}”列填写原事项的序号或名称",
        Opinion.TRANSFER: f"在“{TARGET}”列填写接收部门的名称",
    }[opinion]
    return _finding(
        row, f"{opinion.value}-names-nothing", f"处理意见为“{opinion.label}”，{what}", fix, TARGET
    )


def target_not_found(row: ListedItem, opinion: Opinion) -> Finding:
    """合并 or 拆分 that names no row of the file."""
    return _finding(
        row,
        f"{opinion.value}-names-nothing",
        f"“{row.target}”不是本表中任何一行的序号或名称，“{opinion.label}”没有读取",
        "填写本表中那一行的序号，或与其完全一致的名称",
        TARGET,
    )


def target_ambiguous(row: ListedItem, opinion: Opinion, rows: Sequence[ListedItem]) -> Finding:
    """合并 or 拆分 that names several rows of the file."""
    listed = "、".join(str(other.rows[0]) for other in rows[:5])
    return _finding(
        row,
        f"{opinion.value}-names-several",
        f"“{row.target}”可以是第{listed}行，“{opinion.label}”没有读取",
        "改填序号",
        TARGET,
    )


def merge_into_gone(row: ListedItem, target: ListedItem) -> Finding:
    """合并 into an item that itself is to end."""
    return _finding(
        row,
        "merge-into-gone",
        f"所并入的第{target.rows[0]}行自己的处理意见是“{target.opinion}”，“合并”没有读取",
        "并入继续实施的一项；几项并成新的一项的，另起一行填写新事项，各项都指向它",
        TARGET,
    )


def split_from_gone(row: ListedItem, target: ListedItem) -> Finding:
    """拆分 from a row that is no item of the edition before, or is to end otherwise."""
    return _finding(
        row,
        "split-from-gone",
        f"第{target.rows[0]}行不是上一版本的事项，或者另有处理意见，“拆分”没有读取",
        "指向上一版本的、要拆分的那一行",
        TARGET,
    )


def split_of_known(row: ListedItem) -> Finding:
    """拆分 from another item beside an identity of one's own."""
    return _finding(
        row,
        "split-of-known",
        "该行是上一版本已有的事项，不能又由别的事项拆出，“拆分”没有读取",
        "拆出的每一项另起一行，事项标识留空",
        TARGET,
    )


def merge_of_one(row: ListedItem, target: ListedItem) -> Finding:
    """合并 of one item alone into a new row: it is the same power."""
    return _finding(
        row,
        "merge-of-one",
        f"只有这一项并入第{target.rows[0]}行的新事项，按变更读取",
        "改名的直接在原来的行上改并填“变更”；合并的请让各项都指向新事项",
        TARGET,
    )


def split_without_parts(row: ListedItem) -> Finding:
    """拆分 without the rows of its parts: the item stands as it is."""
    return _finding(
        row,
        "split-without-parts",
        "处理意见为“拆分”，但没有任何一行由它拆出，“拆分”没有读取",
        f"拆出的每一项另起一行，处理意见填“拆分”，“{TARGET}”列填本行的序号",
    )


def split_of_one(row: ListedItem) -> Finding:
    """拆分 with one part alone: the row itself is the other part."""
    return _finding(
        row,
        "split-of-one",
        "只有一行由它拆出，本行按拆分后保留的另一项读取",
        "原事项不再保留的，拆出的每一项都另起一行",
    )


def transfer_contradiction(row: ListedItem) -> Finding:
    """划转 with a receiving body in the body's own column and another beside the opinion."""
    return _finding(
        row,
        "transfer-contradiction",
        f"“{TARGET}”列为“{row.target}”，“实施主体”列却改成了“{row.content.body_name}”，按前者读取",
        "两处填写同一个部门，或者只填一处",
        TARGET,
    )


def unknown_body(row: ListedItem, name: str) -> Finding:
    """划转 to a body nobody knows yet: it is entered as a new one."""
    return _finding(
        row,
        "unknown-body",
        f"本级还没有名为“{name}”的部门，将登记为新的实施主体",
        "核对部门名称；机构改革新组建的可不理会",
        TARGET,
        Severity.ADVICE,
    )


def row_missing(sheet: str, name: str, body: str) -> Finding:
    """An item of the edition before has no row any more."""
    return Finding(
        code="row-missing",
        severity=Severity.WARNING,
        message=f"{body}的“{name}”在表中没有了，按取消读取",
        fix="不要删行：取消的事项保留原行，处理意见填“取消”并写明理由",
        sheet=sheet or None,
    )


def missing_reason(row: ListedItem, opinion: Opinion) -> Finding:
    """An opinion that takes an item away or moves it, without a reason."""
    return _finding(
        row,
        "missing-reason",
        f"处理意见为“{opinion.label}”，没有写明理由",
        "写明依据，例如所依据的法律修改、上级取消下放的文件",
        REASON,
        Severity.ADVICE,
    )


def _names(fields: Sequence[FieldDifference]) -> str:
    labels = ["职权类型" if field.field == "category" else FIELD_LABELS[field.field] for field in fields]
    listed = "、".join(f"“{label}”" for label in labels[:_MOST_FIELDS])
    return f"{listed}等{len(labels)}列" if len(labels) > _MOST_FIELDS else listed


def _finding(
    row: ListedItem,
    code: str,
    message: str,
    fix: str,
    column: str = OPINION,
    severity: Severity = Severity.WARNING,
) -> Finding:
    return Finding(
        code=code,
        severity=severity,
        message=f"{message}。",
        fix=f"{fix}。",
        sheet=row.sheet or None,
        row=row.rows[0],
        column=column,
    )
