"""Enumerations every layer shares; values are the names programs hold on to."""

from enum import IntEnum, StrEnum


class Category(StrEnum):
    """职权类型: the nine categories + other of the 2015 central guidance, and public service."""

    LICENSING = "LICENSING"
    PENALTY = "PENALTY"
    COERCION = "COERCION"
    COLLECTION = "COLLECTION"
    PAYMENT = "PAYMENT"
    INSPECTION = "INSPECTION"
    CONFIRMATION = "CONFIRMATION"
    REWARD = "REWARD"
    ADJUDICATION = "ADJUDICATION"
    OTHER = "OTHER"
    PUBLIC_SERVICE = "PUBLIC_SERVICE"

    @property
    def label(self) -> str:
        """The category's name in Chinese."""
        return _CATEGORY_LABELS[self]

    @property
    def code(self) -> str:
        """The two digits that stand for it in the national code scheme."""
        return _CATEGORY_CODES[self]


_CATEGORY_LABELS = {
    Category.LICENSING: "行政许可",
    Category.PENALTY: "行政处罚",
    Category.COERCION: "行政强制",
    Category.COLLECTION: "行政征收",
    Category.PAYMENT: "行政给付",
    Category.INSPECTION: "行政检查",
    Category.CONFIRMATION: "行政确认",
    Category.REWARD: "行政奖励",
    Category.ADJUDICATION: "行政裁决",
    Category.OTHER: "其他行政权力",
    Category.PUBLIC_SERVICE: "公共服务",
}
_CATEGORY_CODES = {c: f"{n:02d}" for n, c in enumerate(list(Category)[:10], start=1)} | {
    Category.PUBLIC_SERVICE: "20"
}


class ListKind(StrEnum):
    """清单种类: what a list of a division is a list of."""

    POWER = "power"
    RESPONSIBILITY = "responsibility"
    COMBINED = "combined"
    LICENSING = "licensing"
    CHARGES = "charges"
    PUBLIC_SERVICE = "public-service"
    NEGATIVE = "negative"
    PROOF = "proof"
    INSPECTION = "inspection"
    ONE_VISIT = "one-visit"

    @property
    def label(self) -> str:
        """The list kind's name in Chinese."""
        return _LIST_KIND_LABELS[self]

    @property
    def needs_category(self) -> bool:
        """Whether a row of such a list must belong to a category."""
        return self not in _KINDS_WITHOUT_CATEGORY


_LIST_KIND_LABELS = {
    ListKind.POWER: "权力清单",
    ListKind.RESPONSIBILITY: "责任清单",
    ListKind.COMBINED: "权责清单",
    ListKind.LICENSING: "行政许可事项清单",
    ListKind.CHARGES: "收费目录清单",
    ListKind.PUBLIC_SERVICE: "公共服务事项清单",
    ListKind.NEGATIVE: "负面清单",
    ListKind.PROOF: "证明事项清单",
    ListKind.INSPECTION: "随机抽查事项清单",
    ListKind.ONE_VISIT: "最多跑一次清单",
}
_KINDS_WITHOUT_CATEGORY = {
    ListKind.CHARGES,
    ListKind.NEGATIVE,
    ListKind.PROOF,
    ListKind.INSPECTION,
    ListKind.ONE_VISIT,
}


class Level(IntEnum):
    """行使层级: the level that exercises a power, numbered as in the national implementing code."""

    NATION = 1
    PROVINCE = 2
    CITY = 3
    COUNTY = 4
    TOWNSHIP = 5
    VILLAGE = 6


class BodyKind(StrEnum):
    """实施主体的类别: what an implementing body is."""

    GOVERNMENT = "GOVERNMENT"
    DEPARTMENT = "DEPARTMENT"
    TOWNSHIP = "TOWNSHIP"
    AUTHORISED = "AUTHORISED"
    ENTRUSTED = "ENTRUSTED"


class EditionState(StrEnum):
    """版本状态."""

    DRAFT = "draft"
    PUBLISHED = "published"


class ChangeKind(StrEnum):
    """变动类型 between two editions; the first that applies of those below ADDED and REMOVED is told."""

    ADDED = "ADDED"
    REMOVED = "REMOVED"
    MERGED = "MERGED"
    SPLIT = "SPLIT"
    TRANSFERRED = "TRANSFERRED"
    RENAMED = "RENAMED"
    CHANGED = "CHANGED"


class Decision(StrEnum):
    """How a pairing came about: by the matcher, stated in a file, confirmed or rejected by a person."""

    AUTOMATIC = "AUTOMATIC"
    STATED = "STATED"
    CONFIRMED = "CONFIRMED"
    REJECTED = "REJECTED"


class Verdict(StrEnum):
    """What a comparison of two names comes to: safe to accept unseen, for a person, or not the same."""

    SAME = "same"
    REVIEW = "review"
    DIFFERENT = "different"


class InstrumentRank(StrEnum):
    """效力位阶 of a legal instrument, by the short marks of the registry."""

    LAW = "L"
    ADMINISTRATIVE_REGULATION = "AR"
    STATE_COUNCIL_DECISION = "SCD"
    PROVINCIAL_REGULATION = "LR-P"
    CITY_REGULATION = "LR-C"
    SPECIAL_ZONE_REGULATION = "SEZ"
    AUTONOMOUS_REGULATION = "AUT"
    DEPARTMENT_RULE = "DR"
    PROVINCIAL_GOVERNMENT_RULE = "PGR"
    CITY_GOVERNMENT_RULE = "CGR"
    NORMATIVE_DOCUMENT = "ND"

    @property
    def label(self) -> str:
        """The rank's name in Chinese."""
        return _RANK_LABELS[self]


_RANK_LABELS = {
    InstrumentRank.LAW: "法律",
    InstrumentRank.ADMINISTRATIVE_REGULATION: "行政法规",
    InstrumentRank.STATE_COUNCIL_DECISION: "国务院决定",
    InstrumentRank.PROVINCIAL_REGULATION: "省级地方性法规",
    InstrumentRank.CITY_REGULATION: "设区的市地方性法规",
    InstrumentRank.SPECIAL_ZONE_REGULATION: "经济特区法规",
    InstrumentRank.AUTONOMOUS_REGULATION: "自治条例和单行条例",
    InstrumentRank.DEPARTMENT_RULE: "部门规章",
    InstrumentRank.PROVINCIAL_GOVERNMENT_RULE: "省级政府规章",
    InstrumentRank.CITY_GOVERNMENT_RULE: "设区的市政府规章",
    InstrumentRank.NORMATIVE_DOCUMENT: "规范性文件",
}


class InstrumentStatus(StrEnum):
    """时效性 of a legal instrument."""

    IN_FORCE = "in-force"
    NOT_YET_IN_FORCE = "not-yet-in-force"
    LAPSED = "lapsed"
    REPEALED = "repealed"
    UNKNOWN = "unknown"
