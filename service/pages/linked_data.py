"""Powers as linked data: schema.org's GovernmentService and CPSV-AP's PublicService, in JSON-LD."""

from typing import Any

from service.pages import addresses
from service.pages.items import ItemView
from service.pages.site import Site
from service.reading import days_of

CONTEXT: dict[str, Any] = {
    "@vocab": "https://schema.org/",
    "cpsv": "http://purl.org/vocab/cpsv#",
    "cv": "http://data.europa.eu/m8g/",
    "dct": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_DIVISIONS = "GB/T 2260"


def service_of(view: ItemView, site: Site) -> dict[str, Any]:
    """Return the power as a JSON-LD document.

    Without a public address its things are named relative to the page, which is the document's base.
    """

    def named(address: str) -> str:
        return site.absolute(address) if site.public_url else addresses.relative(view.address, address)

    division, content = view.holding.division, view.content
    body: dict[str, Any] = {
        "@id": f"{named(view.body.address or '')}#body",
        "@type": ["GovernmentOrganization", "cv:PublicOrganisation"],
        "name": view.body.label,
        "dct:title": _chinese(view.body.label),
    }
    if view.item.body.credit_code:
        body["taxID"] = view.item.body.credit_code
    found: dict[str, Any] = {
        "@context": CONTEXT,
        "@id": f"{named(view.address)}#power",
        "@type": ["GovernmentService", "cpsv:PublicService"],
        "url": {"@id": named(view.address)},
        "name": view.name,
        "dct:title": _chinese(view.name),
        "dct:description": _chinese(view.description),
        "inLanguage": "zh-Hans",
        "serviceType": view.category,
        "dct:type": _chinese(view.category),
        "serviceOperator": body,
        "cv:hasCompetentAuthority": {"@id": body["@id"]},
        "areaServed": {
            "@type": "AdministrativeArea",
            "name": view.division,
            "identifier": {"@type": "PropertyValue", "propertyID": _DIVISIONS, "value": division.code},
        },
    }
    if view.codes:
        found["identifier"] = [
            {"@type": "PropertyValue", "propertyID": code.scheme or "职权编码", "value": code.value}
            for code in view.codes
        ]
        found["dct:identifier"] = [code.value for code in view.codes]
    legal = [_law(basis.title, basis.places, basis.address, named) for basis in view.bases if basis.title]
    if legal:
        found["cv:hasLegalResource"] = legal
    days = days_of(content.promised_time_limit or content.legal_time_limit)
    if days is not None:
        found["cv:processingTime"] = {"@type": "xsd:duration", "@value": f"P{days}D"}
    if view.fees:
        found["cv:hasCost"] = [
            {"@type": "cv:Cost", "dct:description": _chinese(f"{fee.label}：{fee.text}")} for fee in view.fees
        ]
    phones = [part.telephone for part in view.supervision if part.telephone]
    if phones:
        contact = {"@type": ["ContactPoint", "cv:ContactPoint"], "contactType": "监督电话"}
        found["cv:contactPoint"] = [contact | {"telephone": phone, "cv:telephone": phone} for phone in phones]
    same = [relative.item.address for relative in view.relatives if relative.item.address]
    if same:
        found["dct:relation"] = [{"@id": f"{named(address)}#power"} for address in same]
    return found


def _chinese(text: str) -> dict[str, str]:
    return {"@language": "zh-Hans", "@value": text}


def _law(title: str, places: str, address: str | None, named: Any) -> dict[str, Any]:
    law: dict[str, Any] = {"@type": ["Legislation", "eli:LegalResource"], "name": f"《{title}》{places}"}
    if address:
        law["@id"] = f"{named(address)}#instrument"
    return law
