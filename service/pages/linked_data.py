"""Powers as linked data: schema.org's GovernmentService and CPSV-AP's PublicService, in JSON-LD."""

from typing import Any

from service.items import Body
from service.pages import addresses
from service.pages.items import ItemView
from service.pages.site import Site
from service.reading import days_of
from service.vocabulary import ListKind

CONTEXT: dict[str, Any] = {
    "@vocab": "https://schema.org/",
    "cpsv": "http://purl.org/vocab/cpsv#",
    "cv": "http://data.europa.eu/m8g/",
    "dct": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
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
    owner = view.item.body
    body = organisation(f"{named(view.body.address or '')}#body", view.body.label, owner, division.code)
    identifier = identifier_of(division.code, view.holding.kind, view.id)
    found: dict[str, Any] = {
        "@context": CONTEXT,
        "@id": f"{named(view.address)}#power",
        "@type": ["GovernmentService", "cpsv:PublicService"],
        "url": {"@id": named(view.address)},
        "name": view.name,
        "dct:identifier": identifier,
        "dct:title": chinese(view.name),
        "dct:description": chinese(view.description),
        "inLanguage": "zh-Hans",
        "serviceType": view.category,
        "dct:type": concept(view.category),
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
    legal = [_law(basis.title, basis.places, basis.address, named) for basis in view.bases if basis.title]
    if legal:
        found["cv:hasLegalResource"] = legal
    days = days_of(content.promised_time_limit or content.legal_time_limit)
    if days is not None:
        found["cv:processingTime"] = {"@type": "xsd:duration", "@value": f"P{days}D"}
    if view.fees:
        found["cv:hasCost"] = [
            {
                "@type": "cv:Cost",
                "dct:identifier": f"{identifier}#{fee.label}",
                "dct:description": chinese(f"{fee.label}：{fee.text}"),
            }
            for fee in view.fees
        ]
    phones = [part.telephone for part in view.supervision if part.telephone]
    if phones:
        contact = {"@type": ["ContactPoint", "cv:ContactPoint"], "contactType": "监督电话"}
        found["cv:contactPoint"] = [contact | {"telephone": phone, "cv:telephone": phone} for phone in phones]
    same = [relative.item.address for relative in view.relatives if relative.item.address]
    if same:
        found["dct:relation"] = [{"@id": f"{named(address)}#power"} for address in same]
    return found


def organisation(address: str, name: str, body: Body, division: str) -> dict[str, Any]:
    """Return a body named by that address, as a competent authority."""
    found: dict[str, Any] = {
        "@id": address,
        "@type": ["GovernmentOrganization", "cv:PublicOrganisation"],
        "name": name,
        "skos:prefLabel": chinese(name),
        "dct:spatial": {"@type": "dct:Location", "dct:identifier": division},
    }
    if body.credit_code:
        found["taxID"] = body.credit_code
    return found


def identifier_of(division: str, kind: ListKind, number: int) -> str:
    """Return what a power is identified by for ever, whatever codes it bears: the end of its address."""
    return f"{division}/{kind.value}/{number}"


def concept(label: str) -> dict[str, Any]:
    """Return a category as a concept."""
    return {"@type": "skos:Concept", "skos:prefLabel": chinese(label)}


def chinese(text: str) -> dict[str, str]:
    """Return a text in Simplified Chinese."""
    return {"@language": "zh-Hans", "@value": text}


def _law(title: str, places: str, address: str | None, named: Any) -> dict[str, Any]:
    law: dict[str, Any] = {"@type": ["Legislation", "eli:LegalResource"], "name": f"《{title}》{places}"}
    if address:
        law["@id"] = f"{named(address)}#instrument"
    return law
