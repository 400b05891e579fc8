"""What an adjustment (动态调整) may be (domain §6), and what a proposal of each kind names."""

from enum import StrEnum
from typing import NamedTuple


class AdjustmentKind(StrEnum):
    """调整类型: one approved change between two editions."""

    ADD = "ADD"
    REMOVE = "REMOVE"
    MERGE = "MERGE"
    SPLIT = "SPLIT"
    CHANGE = "CHANGE"
    DELEGATE = "DELEGATE"
    TAKE_OVER = "TAKE_OVER"
    TAKE_BACK = "TAKE_BACK"
    TRANSFER = "TRANSFER"
    ENTRUST = "ENTRUST"
    SUSPEND = "SUSPEND"
    RESUME = "RESUME"
    CLAIM = "CLAIM"
    REFORM = "REFORM"

    @property
    def label(self) -> str:
        """The kind's name in Chinese."""
        return _LABELS[self]


_LABELS = {
    AdjustmentKind.ADD: "新增",
    AdjustmentKind.REMOVE: "取消",
    AdjustmentKind.MERGE: "合并",
    AdjustmentKind.SPLIT: "拆分",
    AdjustmentKind.CHANGE: "变更",
    AdjustmentKind.DELEGATE: "下放",
    AdjustmentKind.TAKE_OVER: "承接",
    AdjustmentKind.TAKE_BACK: "上收",
    AdjustmentKind.TRANSFER: "划转",
    AdjustmentKind.ENTRUST: "委托",
    AdjustmentKind.SUSPEND: "暂停",
    AdjustmentKind.RESUME: "恢复",
    AdjustmentKind.CLAIM: "认领",
    AdjustmentKind.REFORM: "机构改革",
}


class GroundKind(StrEnum):
    """调整依据的种类: why a list is adjusted."""

    LAW = "LAW"
    SUPERIOR = "SUPERIOR"
    REFORM = "REFORM"
    DOCUMENT = "DOCUMENT"

    @property
    def label(self) -> str:
        """The kind's name in Chinese."""
        return _GROUND_LABELS[self]


_GROUND_LABELS = {
    GroundKind.LAW: "法律法规规章立改废",
    GroundKind.SUPERIOR: "上级取消、下放或者调整",
    GroundKind.REFORM: "机构改革和职能调整",
    GroundKind.DOCUMENT: "其他文件",
}

ANY = 1_000
"""As many as one act may name."""


class Bounds(NamedTuple):
    """How many there must be at least and may be at most."""

    least: int
    most: int

    def holds(self, count: int) -> bool:
        """Whether that many are right."""
        return self.least <= count <= self.most


_NONE, _ONE, _SOME, _FREE = Bounds(0, 0), Bounds(1, 1), Bounds(1, ANY), Bounds(0, ANY)


class Shape(NamedTuple):
    """What a proposal names: items that stand, contents to stand, recipients, powers of other lists.

    `paired`: each content is what the item (or the power of another list) at its place becomes.
    """

    items: Bounds
    contents: Bounds
    recipients: Bounds = _NONE
    sources: Bounds = _NONE
    successions: Bounds = _NONE
    paired: bool = False


SHAPES: dict[AdjustmentKind, tuple[Shape, ...]] = {
    AdjustmentKind.ADD: (Shape(_NONE, _ONE),),
    AdjustmentKind.REMOVE: (Shape(_SOME, _NONE), Shape(_ONE, _ONE, paired=True)),
    AdjustmentKind.MERGE: (Shape(Bounds(2, ANY), _ONE),),
    AdjustmentKind.SPLIT: (Shape(_ONE, Bounds(2, ANY)),),
    AdjustmentKind.CHANGE: (Shape(_ONE, _ONE, paired=True),),
    AdjustmentKind.DELEGATE: (Shape(_SOME, _NONE, _SOME), Shape(_SOME, _SOME, _SOME, paired=True)),
    AdjustmentKind.TAKE_OVER: (Shape(_NONE, _SOME, _NONE, _FREE),),
    AdjustmentKind.TAKE_BACK: (
        Shape(_SOME, _NONE, Bounds(0, 1)),
        Shape(_SOME, _SOME, paired=True),
        Shape(_NONE, _SOME, _NONE, _FREE),
    ),
    AdjustmentKind.TRANSFER: (Shape(_SOME, _NONE, _ONE), Shape(_SOME, _SOME, _ONE, paired=True)),
    AdjustmentKind.ENTRUST: (Shape(_SOME, _NONE, _SOME), Shape(_SOME, _SOME, _SOME, paired=True)),
    AdjustmentKind.SUSPEND: (Shape(_SOME, _NONE),),
    AdjustmentKind.RESUME: (Shape(_SOME, _NONE),),
    AdjustmentKind.CLAIM: (Shape(_FREE, _SOME, _NONE, _SOME),),
    AdjustmentKind.REFORM: (Shape(_FREE, _FREE, _NONE, _NONE, _SOME, paired=True),),
}
"""The shapes a proposal of each kind may have."""
