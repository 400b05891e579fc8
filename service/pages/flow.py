"""The flow chart (运行流程图) of a power, drawn from the stages of its duties."""

from collections.abc import Iterable

import msgspec

from service.items import Duty

_WIDTH = 200
_BOX = 38
_STEP = 62
_MARGIN = 2
START, END = "开始", "结束"


class Box(msgspec.Struct, frozen=True):
    """One step: where its box begins, the middle of its text, the arrow that leads to it."""

    label: str
    top: int
    middle: int
    arrow: int | None
    rounded: bool


class FlowChart(msgspec.Struct, frozen=True):
    """A flow from the top down, in pixels; `alternative` tells it in words."""

    boxes: tuple[Box, ...]
    width: int
    height: int
    alternative: str


def flow_of(duties: Iterable[Duty]) -> FlowChart | None:
    """Return the flow through the stages in their order, None where fewer than two are named."""
    stages = list(dict.fromkeys(duty.stage for duty in duties if duty.stage))
    if len(stages) < 2:
        return None
    steps = [START, *stages, END]
    boxes = tuple(
        Box(
            label,
            _MARGIN + place * _STEP,
            _MARGIN + place * _STEP + _BOX // 2,
            _MARGIN + place * _STEP if place else None,
            label in (START, END) and place in (0, len(steps) - 1),
        )
        for place, label in enumerate(steps)
    )
    height = _MARGIN * 2 + _STEP * (len(steps) - 1) + _BOX
    return FlowChart(boxes, _WIDTH, height, f"运行流程：{' → '.join(stages)}")
