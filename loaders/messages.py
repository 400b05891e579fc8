"""What a load says, a function for each finding: code, severity, and in Chinese what and the remedy."""

from service.findings import Finding, Severity
from service.vocabulary import Category

_ERROR, _WARNING, _ADVICE = Severity.ERROR, Severity.WARNING, Severity.ADVICE


def _finding(
    code: str, severity: Severity, message: str, fix: str,
    sheet: str | None = None, row: int | None = None, column: str | None = None,
) -> Finding:  # fmt: skip
    return Finding(
        code=code, severity=severity, message=message, fix=fix, sheet=sheet or None, row=row, column=column
    )


def unreadable_file(message: str, fix: str, sheet: str | None = None) -> Finding:
    """The file, or a sheet of it, cannot be read or is refused for what it would cost."""
    return _finding("unreadable-file", _ERROR, message, fix, sheet)


def no_name_column(sheet: str, is_only: bool) -> Finding:
    """No header row with a column of item names: an error where no sheet has one."""
    where = f"工作表“{sheet}”" if sheet else "文件"
    message = f"{where}没有找到含“事项名称”一类列名的表头"
    if is_only:
        fix = "检查表头；列名不同的，用 --mapping 对照文件说明哪一列是事项名称"
        return _finding("no-name-column", _ERROR, message, fix, sheet)
    return _finding(
        "no-name-column", _WARNING, message + "，该表未装载", "不是清单的可不理会；是清单的请补上表头", sheet
    )


def unknown_sheet(name: str, names: list[str]) -> Finding:
    """`--sheet` names what the file does not have."""
    return _finding(
        "unknown-sheet", _ERROR, f"文件中没有工作表“{name}”", f"可选：{'、'.join(names) or '（无工作表）'}"
    )


def hidden_sheet(name: str) -> Finding:
    """A hidden sheet was left out."""
    return _finding(
        "hidden-sheet",
        _ADVICE,
        f"工作表“{name}”是隐藏的，未装载",
        "需要装载时用 --sheet 指明，或取消隐藏",
        name,
    )


def other_extension(name: str, format_name: str) -> Finding:
    """The file's content is of another format than its name says."""
    return _finding(
        "other-extension", _ADVICE, f"文件“{name}”的扩展名与内容不符，已按内容（{format_name}）读取",
        f"建议把扩展名改为 .{format_name.lower()}",
    )  # fmt: skip


def missing_name(sheet: str, row: int, column: str | None) -> Finding:
    """A numbered or leading row without a name."""
    return _finding(
        "missing-name",
        _ERROR,
        "该行没有事项名称，也不是上一事项的续行",
        "补填事项名称；多余的行请删除",
        sheet,
        row,
        column,
    )


def unknown_category(
    sheet: str,
    row: int | None,
    column: str | None,
    text: str,
    nearest: Category | None,
    severity: Severity = _ERROR,
) -> Finding:
    """A category cell nobody knows, or none where one is needed."""
    if not text:
        return _finding(
            "unknown-category", severity, "该行没有职权类型，小节标题、工作表名和表题中也没有",
            "补填职权类型，或用 --category 指明", sheet, row, column,
        )  # fmt: skip
    near = f"是否为“{nearest.label}”？" if nearest else ""
    fix = f"{near}改为九类职权、其他行政权力或公共服务之一，或用 --mapping 说明"
    return _finding("unknown-category", severity, f"不认识的职权类型“{text}”", fix, sheet, row, column)


def bad_code(sheet: str, row: int, column: str | None, problems: tuple[str, ...]) -> Finding:
    """A code that fits no scheme or fails its checks; kept as written."""
    return _finding(
        "bad-code", _WARNING, "；".join(problems), "核对编码；确属当地编码的可保留", sheet, row, column
    )


def bad_credit_code(sheet: str, row: int, column: str | None, text: str, problem: str) -> Finding:
    """A body's code that is no valid credit code; told once for each code of a file."""
    return _finding(
        "bad-credit-code",
        _WARNING,
        f"“{text}”：{problem}",
        "核对该主体的统一社会信用代码",
        sheet,
        row,
        column,
    )


def missing_basis(sheet: str, row: int, column: str | None) -> Finding:
    """An item without a basis in a table that has a column for it."""
    return _finding(
        "missing-basis",
        _WARNING,
        "该事项没有填写设定依据",
        "补填设定依据（法规名称和条款）",
        sheet,
        row,
        column,
    )


def missing_body(sheet: str, row: int) -> Finding:
    """Nothing says which body the items are of; told once for each table."""
    return _finding(
        "missing-body",
        _WARNING,
        "没有实施主体列，标题和工作表名中也看不出实施主体",
        "用 --body 指明实施主体",
        sheet,
        row,
    )


def body_carried_down(sheet: str, row: int, body: str) -> Finding:
    """An empty body cell was read as the one above; told once for each table."""
    return _finding(
        "body-carried-down",
        _WARNING,
        f"该行起有实施主体为空的行，按上一行的“{body}”读取",
        "补填实施主体",
        sheet,
        row,
    )


def duplicate_row(sheet: str, row: int, first_sheet: str, first_row: int) -> Finding:
    """Every cell but 序号 equals an earlier row's; kept once."""
    where = f"工作表“{first_sheet}”第{first_row}行" if first_sheet != sheet else f"第{first_row}行"
    return _finding("duplicate-row", _WARNING, f"与{where}完全相同，只保留一次", "删除重复的行", sheet, row)


def same_name(sheet: str, row: int, name: str, first_sheet: str, first_row: int) -> Finding:
    """Same body, category, name and sub-item as an earlier row with other content; both kept."""
    where = f"工作表“{first_sheet}”第{first_row}行" if first_sheet != sheet else f"第{first_row}行"
    return _finding(
        "same-name", _WARNING, f"与{where}的“{name}”同主体、同类型、同名称而内容不同，两项都保留",
        "确为两项的请以子项或名称区分，否则合并", sheet, row,
    )  # fmt: skip


def unknown_columns(sheet: str, row: int, headings: list[str]) -> Finding:
    """Columns nobody knows, kept with each item under their headings."""
    listed = "、".join(f"“{heading}”" for heading in headings)
    return _finding(
        "unknown-columns",
        _WARNING,
        f"未归入已知字段的列：{listed}，内容随事项保留",
        "需要归入已知字段的，用 --mapping 说明",
        sheet,
        row,
    )


def near_header(sheet: str, row: int, heading: str, known: str) -> Finding:
    """A heading that is only near a known one."""
    return _finding(
        "near-header",
        _ADVICE,
        f"列“{heading}”按“{known}”读取",
        "不对的，用 --mapping 说明该列是什么",
        sheet,
        row,
        heading,
    )


def repeated_header(sheet: str, row: int, heading: str) -> Finding:
    """Columns of one heading say different things; the first that says something was taken."""
    return _finding(
        "repeated-header",
        _ADVICE,
        f"“{heading}”出现多列且内容不同，取第一个非空的",
        "删除多余的列，或改为不同的列名",
        sheet,
        row,
        heading,
    )


def count_mismatch(sheet: str, row: int | None, where: str, stated: int, found: int) -> Finding:
    """A title, section or sheet's name states another number of items than stand there."""
    return _finding(
        "count-mismatch",
        _WARNING,
        f"{where}写明{stated}项，实际读到{found}项",
        "核对是漏项、多项还是写错了数字",
        sheet,
        row,
    )


def counts_mains(sheet: str, row: int | None, where: str, stated: int, found: int) -> Finding:
    """The number stated is that of main items; counted by sub-items there are more."""
    return _finding(
        "count-mismatch",
        _ADVICE,
        f"{where}写明{stated}项，与主项数一致；按子项计为{found}项",
        "无需处理；统计口径请注意",
        sheet,
        row,
    )


def unread_section(sheet: str, row: int, text: str) -> Finding:
    """A section row that names neither a category nor a body."""
    return _finding(
        "unread-section",
        _ADVICE,
        f"小节标题“{text}”看不出职权类型或实施主体，其下各行不沿用上一小节",
        "需要时写明职权类型或实施主体",
        sheet,
        row,
    )


def hidden_text(sheet: str, row: int, place: str) -> Finding:
    """Text under a merged cell, which nobody sees, differs from what is shown."""
    return _finding(
        "hidden-text",
        _ADVICE,
        f"合并单元格内{place}存有被遮住的不同文字，未读取",
        "取消合并查看；有用的请移到可见单元格",
        sheet,
        row,
    )


def formula_without_value(sheet: str, row: int, place: str) -> Finding:
    """A formula cell with no kept result reads as empty."""
    return _finding(
        "formula-without-value",
        _WARNING,
        f"单元格{place}是公式且没有保存计算结果，按空读取",
        "用 Excel 或 WPS 打开并保存后再装载",
        sheet,
        row,
    )


def error_cell(sheet: str, row: int, place: str) -> Finding:
    """A cell holding an error value reads as empty."""
    return _finding(
        "error-cell", _WARNING, f"单元格{place}是错误值，按空读取", "改正公式或填入文字", sheet, row
    )


def further(code: str, severity: Severity, number: int) -> Finding:
    """So many more findings of one code were not listed one by one."""
    return _finding(code, severity, f"同类问题另有{number}处，未逐条列出", "按已列出的处理")
