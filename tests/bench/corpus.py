"""Generated lists: plausible names and bases in any number, the same for the same seed."""

import csv
import random
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from pathlib import Path

import xlsxwriter

HEADER = (
    "序号",
    "职权类型",
    "职权名称",
    "职权编码",
    "实施主体",
    "设定依据",
    "行使层级",
    "责任事项",
    "追责情形",
    "监督电话",
)
DIVISION = "620123"
_WORDS = tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))


def bodies() -> list[str]:
    """The implementing bodies of the corpus: a county's departments and townships."""
    towns = [f"{name}镇人民政府" for name in _WORDS["towns"]]
    return [f"榆中县{name}" for name in [*_WORDS["departments"], *towns]]


def list_rows(
    count: int, seed: int = 2026, *, cited: Sequence[int] = (1, 1, 2, 3), quoted: float = 1.0
) -> Iterator[tuple[str, ...]]:
    """`count` rows under `HEADER`, a body's rows together, no name twice within a body and category.

    A row cites one of the numbers of laws in `cited`; of its citations a share of `quoted` have the clause.
    """
    chance = random.Random(seed)
    names = bodies()
    number = 0

    def basis(subject: str, matter: str) -> str:
        return _basis(chance, subject, matter, cited, quoted)

    for at, body in enumerate(names):
        share = count // len(names) + (at < count % len(names))
        for row in _body_rows(chance, body, at + 1, share, basis):
            number += 1
            yield (str(number), *row)


def _body_rows(
    chance: random.Random, body: str, department: int, count: int, basis: Callable[[str, str], str]
) -> Iterator[tuple[str, ...]]:
    matters = list(product(_WORDS["subjects"], _WORDS["matters"]))
    chance.shuffle(matters)
    categories = _WORDS["categories"]
    drawn = chance.choices(range(len(categories)), [category["weight"] for category in categories], k=count)
    for kind, size in sorted(Counter(drawn).items()):
        category = categories[kind]
        for at in range(size):
            subject, matter = matters[at % len(matters)]
            again = f"（第{at // len(matters) + 1}类）" if at >= len(matters) else ""
            yield (
                category["name"],
                category["form"].format(subject=subject, matter=matter) + again,
                f"62{category['digits']}{department:02d}{at % 999 + 1:03d}{at // 999:03d}",
                body,
                basis(subject, matter),
                "县级",
                _duties(matter),
                f"因不履行或者不正确履行职责，对{subject}{matter}监管不力，造成不良影响的，依法追究责任。",
                f"0931-52{chance.randrange(10**5):05d}",
            )


def write_csv(path: Path, rows: Iterator[tuple[str, ...]]) -> None:
    """Write the rows below the header as UTF-8 CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(rows)


def write_xlsx(path: Path, rows: Iterator[tuple[str, ...]]) -> None:
    """Write the rows below the header as XLSX, shared strings as a spreadsheet program keeps them."""
    with xlsxwriter.Workbook(path, {"strings_to_numbers": False}) as workbook:
        sheet = workbook.add_worksheet("权责清单")
        sheet.write_row(0, 0, HEADER)
        for at, row in enumerate(rows, 1):
            sheet.write_number(at, 0, int(row[0]))
            for column, cell in enumerate(row[1:], 1):
                sheet.write_string(at, column, cell)


def _basis(chance: random.Random, subject: str, matter: str, cited: Sequence[int], quoted: float) -> str:
    cites = []
    for law in chance.sample(_WORDS["laws"], chance.choice(cited)):
        cites.append(f"《{law['title']}》（{law['number']}）第{chance.choice(_WORDS['articles'])}条")
        if quoted == 1 or chance.random() < quoted:
            cites[-1] += f"：{subject}办理{matter}，应当遵守本法和国家有关规定。"
    return "\n".join(cites)


def _duties(matter: str) -> str:
    return "\n".join(
        f"{at}.{stage}责任：对{matter}依法{stage}，并一次性告知当事人。"
        for at, stage in enumerate(_WORDS["stages"], 1)
    )
