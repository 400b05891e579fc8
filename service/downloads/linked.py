"""A list as linked data: a dataset of schema.org GovernmentServices, CPSV-AP PublicServices."""

from collections.abc import Callable
from typing import Any, BinaryIO

import msgspec

from service.downloads.lists import Extract
from service.items import StandingItem
from service.pages.editions import body_name
from service.pages.linked_data import CONTEXT, chinese, concept, identifier_of, organisation
from service.pages.views import category_label, one_line

_encode = msgspec.json.Encoder().encode
_CONTEXT = CONTEXT | {"dcat": "http://www.w3.org/ns/dcat#"}
_DIVISIONS = "GB/T 2260"


def write_list_jsonld(extract: Extract, target: BinaryIO, named: Callable[[int], str]) -> None:
    """Write the dataset, an item a line; `named` gives the address of a power's page."""
    target.write(jsonld_head(extract))
    joint = b"\n"
    for item in extract.items():
        target.write(joint + _encode(_service(extract, item, named(item.id))))
        joint = b",\n"
    target.write(b"\n]}\n")


def jsonld_head(extract: Extract) -> bytes:
    """Return what stands before the items."""
    edition = extract.edition
    about: dict[str, Any] = {
        "@context": _CONTEXT,
        "@id": f"{extract.address}#list",
        "@type": ["Dataset", "dcat:Dataset"],
        "url": {"@id": extract.address},
        "name": extract.name,
        "dct:title": chinese(extract.name),
        "description": extract.until,
        "dct:description": chinese(extract.until),
        "inLanguage": "zh-Hans",
        "version": edition.label,
        "dct:issued": {"@type": "xsd:dateTime", "@value": edition.published_at.isoformat()},
        "temporalCoverage": f"{edition.effective_on.isoformat()}/..",
        "spatialCoverage": {
            "@type": "AdministrativeArea",
            "identifier": {"@type": "PropertyValue", "propertyID": _DIVISIONS, "value": extract.division},
        },
    }
    return _encode(about)[:-1] + b',"hasPart":['


def _service(extract: Extract, item: StandingItem, address: str) -> dict[str, Any]:
    content = item.content
    name, category = one_line(content.name, content.sub_item_name), category_label(item.category)
    body = item.body.name or body_name(None)
    # Bodies have no page of their own name here: within the file one node stands for each.
    operator = organisation(f"_:body-{item.body.id}", body, item.body, extract.division)
    found: dict[str, Any] = {
        "@id": f"{address}#power",
        "@type": ["GovernmentService", "cpsv:PublicService"],
        "url": {"@id": address},
        "name": name,
        "dct:title": chinese(name),
        "serviceType": category,
        "dct:type": concept(category),
        "dct:description": chinese(f"{body}，{category}：{name}"),
        "dct:identifier": identifier_of(extract.division, extract.kind, item.id),
        "serviceOperator": operator,
        "cv:hasCompetentAuthority": {"@id": operator["@id"]},
    }
    if content.codes:
        found["identifier"] = list(content.codes)
    if content.setting_basis:
        found["cv:hasLegalResource"] = {
            "@type": ["Legislation", "eli:LegalResource"],
            "dct:description": chinese(content.setting_basis),
        }
    return found
