"""The fields of an item that a comparison tells of, each with the Chinese term people read."""

from typing import NamedTuple


class Field(NamedTuple):
    """A field of `ItemContent`: its attribute, and the column's standard title."""

    key: str
    label: str


FIELDS = (
    Field("name", "事项名称"),
    Field("sub_item_name", "子项名称"),
    Field("category_text", "职权类型"),
    Field("codes", "职权编码"),
    Field("body_name", "实施主体"),
    Field("credit_code", "统一社会信用代码"),
    Field("setting_basis", "设定依据"),
    Field("level_text", "行使层级"),
    Field("level_scope", "层级权限"),
    Field("department_duties", "部门职责"),
    Field("duties", "责任事项"),
    Field("accountable_persons", "追责对象范围"),
    Field("accountability", "追责情形"),
    Field("accountability_basis", "追责依据"),
    Field("discretion", "裁量基准"),
    Field("handling_unit", "承办机构"),
    Field("handling_type", "办件类型"),
    Field("legal_time_limit", "法定时限"),
    Field("promised_time_limit", "承诺时限"),
    Field("fee_standard", "收费标准"),
    Field("fee_basis", "收费依据"),
    Field("fee_state", "征收状态"),
    Field("visits", "到办事现场次数"),
    Field("online_depth", "网上办理深度"),
    Field("service_hall", "进驻大厅"),
    Field("one_network", "一网通办"),
    Field("reach", "通办范围"),
    Field("claim_state", "认领状态"),
    Field("publication_state", "发布状态"),
    Field("supervision", "监督电话"),
    Field("remedy", "救济渠道"),
    Field("remarks", "备注"),
)
FIELD_LABELS = {field.key: field.label for field in FIELDS}
