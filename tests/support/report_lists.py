"""Lists written with the counts that published yearly reports state, as offices would lay them out."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, product
from pathlib import Path

import xlsxwriter

from service.vocabulary import Category

_FIELDS = """
    烟花爆竹零售 旅馆业特种行业 公共场所卫生 营业性演出 道路货运经营 生猪定点屠宰
    小餐饮经营 食品小作坊 户外广告设置 临时占用城市道路 农药经营 兽药经营 种畜禽生产
    林木采伐 取水工程 河道采砂 燃气经营 民办幼儿园设立 养老机构设置 社会团体成立
    殡葬设施建设 典当行设立 印刷经营 出版物零售 电影放映 文物拍卖 游泳场所开放 放射诊疗
    饮用水供水 诊所执业 水产苗种生产 渔业捕捞 野生植物采集 草种经营 测绘成果使用
    矿产资源勘查 建筑垃圾处置 城市树木砍伐 排水管网接入 桥梁上架设管线
""".split()
_SCENES = """
    城区 乡村 景区 园区 口岸 校园 医院 车站 码头 集贸市场 工业区 居民小区 商业街区
    地下空间 库区 山区 林场 农场 海岛 古镇 高速公路服务区 铁路沿线 机场周边 湿地
    水源地 开发区 边境地带 自然保护区 历史街区 物流基地 产业基地 养殖场 采石场 体育场馆
    展览馆 图书馆 影剧院 度假区 科技馆 仓储区 滩涂 草原 沙区 矿区 油田 盐场 茶园
    果园 牧场 渔港
""".split()


@dataclass
class Row:
    """One row of a written list."""

    body: str
    category: Category
    name: str
    basis: str
    code: str = ""
    remarks: str = ""


@dataclass
class WrittenList:
    """A list to write: a title, and its rows in order."""

    title: str
    rows: list[Row] = field(default_factory=list)

    def write(self, path: Path, *, codes: bool = True) -> Path:
        """Write it as a workbook with a title row, bodies merged down, and codes where asked."""
        with xlsxwriter.Workbook(str(path)) as book:
            sheet = book.add_worksheet("清单")
            headers = [
                "序号",
                "实施主体",
                "职权类型",
                "事项名称",
                *(["职权编码"] if codes else []),
                "设定依据",
                "备注",
            ]
            sheet.merge_range(0, 0, 0, len(headers) - 1, self.title)
            sheet.write_row(1, 0, headers)
            start = 0
            for at, row in enumerate(self.rows):
                cells = [
                    at + 1,
                    "",
                    row.category.label,
                    row.name,
                    *([row.code] if codes else []),
                    row.basis,
                    row.remarks,
                ]
                sheet.write_row(at + 2, 0, cells)
                if at + 1 == len(self.rows) or self.rows[at + 1].body != row.body:
                    if at > start:
                        sheet.merge_range(start + 2, 1, at + 2, 1, row.body)
                    else:
                        sheet.write(at + 2, 1, row.body)
                    start = at + 1
        return path


def departments(count: int) -> list[str]:
    """Names of departments of a county, all different."""
    words = """
        发展和改革 教育 科学技术 公安 民政 司法 财政 人力资源和社会保障 自然资源
        住房和城乡建设 交通运输 水利 农业农村 商务 文化和旅游 卫生健康 应急管理 审计
        市场监督管理 统计 林业和草原 医疗保障 退役军人事务 信访 粮食和物资储备 气象 地震
        档案 新闻出版 民族宗教 烟草专卖 税务 生态环境 体育 广播电视 邮政管理 城市管理
        大数据管理 投资促进 人民防空 供销合作 残疾人事务 机关事务 公路管理 畜牧兽医
        农机管理 渔政管理 环境卫生 园林绿化 消防救援 盐务管理
    """.split()
    if count > len(words):
        raise ValueError(f"only {len(words)} departments have names here")
    return [f"{word}局" for word in words[:count]]


def townships(count: int) -> list[str]:
    """Names of townships and streets, all different."""
    first, second = "城青白石龙金清太永和", "关山水河湾"
    names = [f"{a}{b}" for a, b in product(first, second)]
    return [f"{name}{'街道办事处' if at % 4 == 0 else '镇人民政府'}" for at, name in enumerate(names[:count])]


_ENDINGS = {
    Category.LICENSING: "许可",
    Category.PENALTY: "违法行为的处罚",
    Category.COERCION: "设施的查封",
    Category.COLLECTION: "费的征收",
    Category.PAYMENT: "补助金给付",
    Category.INSPECTION: "的监督检查",
    Category.CONFIRMATION: "资格认定",
    Category.REWARD: "先进单位奖励",
    Category.ADJUDICATION: "纠纷裁决",
    Category.OTHER: "备案",
    Category.PUBLIC_SERVICE: "信息查询",
}


def rows(bodies: Sequence[str], counts: dict[Category, int]) -> list[Row]:
    """Rows with those counts by category, spread over the bodies so that each has some; names all differ."""
    made: list[Row] = []
    place = 0
    for category, count in counts.items():
        for number, (scene, matter) in enumerate(islice(product(_SCENES, _FIELDS), count)):
            made.append(
                Row(
                    body=bodies[place % len(bodies)],
                    category=category,
                    name=f"{scene}{matter}{_ENDINGS[category]}",
                    basis=f"《中华人民共和国行政许可法》第{number % 80 + 1}条",
                    code=f"00{category.code}{place // 999 % 100:02d}{place % 999 + 1:03d}000",
                )
            )
            place += 1
    return sorted(made, key=lambda row: bodies.index(row.body))


def renamed(row: Row) -> Row:
    """The same licence under another of its usual endings."""
    return replace(row, name=row.name.removesuffix("许可") + "审批")


def rebased(row: Row) -> Row:
    """The same power on another provision."""
    return replace(row, basis="《中华人民共和国行政许可法》第十二条")
