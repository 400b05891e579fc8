"""The cleanup report as files: a workbook of five sheets, or every change as CSV."""

from datetime import datetime
from typing import BinaryIO

from service.documents.cleanup import Cleanup, by_body, by_category, changes, possible
from service.documents.delimited import write_csv
from service.documents.sentence import balance_line, cleanup_sentence, kinds_sentence
from service.documents.tables import Column, Table
from service.documents.workbooks import Sheet, write_workbook


def write_cleanup_workbook(cleanup: Cleanup, target: BinaryIO, created: datetime | None = None) -> None:
    """Write 汇总, 按部门, 按类型, 变动明细 and 待核实; differences within a text are marked in colour.

    `created` is `write_workbook`'s.
    """
    tables = {
        "汇总": _summary(cleanup),
        "按部门": by_body(cleanup),
        "按类型": by_category(cleanup),
        "变动明细": changes(cleanup),
        "待核实": possible(cleanup),
    }
    found = cleanup.reconciliation
    labels = (found.from_label, found.to_label)
    notes = (
        cleanup_sentence(found.figures, *labels, cleanup.kind),
        kinds_sentence(found.figures),
        balance_line(found.figures, *labels),
    )
    write_workbook(
        [
            Sheet(name, cleanup.title, table, notes if name == "汇总" else ())
            for name, table in tables.items()
        ],
        target,
        created,
    )


def write_cleanup_csv(cleanup: Cleanup, target: BinaryIO) -> None:
    """Write every change, one a row; the columns are those of the sheet 变动明细."""
    write_csv(changes(cleanup), target)


def _summary(cleanup: Cleanup) -> Table:
    """Return the figures of the whole list, one a row."""
    found = cleanup.reconciliation
    figures = found.figures
    told = (
        (f"{found.from_label}事项数", figures.before),
        ("新增", figures.added),
        ("取消", figures.removed),
        ("因拆分增加", figures.split),
        ("因合并减少", figures.merged),
        (f"{found.to_label}事项数", figures.after),
        ("增减", figures.net),
        ("划转", figures.transferred),
        ("更名", figures.renamed),
        ("内容变更", figures.changed),
        ("无变动", figures.unchanged),
        ("数量增加的部门", figures.bodies_gaining),
        ("数量减少的部门", figures.bodies_losing),
        ("待核实（对）", len(found.possible)),
    )
    return Table("汇总", [Column("项目", 24), Column("数量", 12)], told)
