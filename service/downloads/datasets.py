"""The catalogue of datasets for data portals: DCAT-AP in JSON-LD, a dataset for each edition of each list."""

from typing import Any, BinaryIO

import msgspec

from service.downloads.filing import at
from service.downloads.forms import LIST_FORMS, PDF
from service.pages import Catalogue, Holding, addresses
from service.pages.editions import until
from service.reading import EditionRecord

ADDRESS = "catalog.jsonld"
_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "adms": "http://www.w3.org/ns/adms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_MEDIA = "https://www.iana.org/assignments/media-types/"
_CHINESE = {"@id": "http://publications.europa.eu/resource/authority/language/ZHO"}
_GOVERNMENT = {"@id": "http://publications.europa.eu/resource/authority/data-theme/GOVE"}
_encode = msgspec.json.Encoder().encode


def write_datasets(catalogue: Catalogue, target: BinaryIO) -> None:
    """Write the catalogue, a dataset a line; without a public address things are named relative to it."""
    about = {
        "@context": _CONTEXT,
        "@id": _named(catalogue, ADDRESS) + "#catalog",
        "@type": "dcat:Catalog",
        "dct:title": _text("权力清单和责任清单"),
        "dct:description": _text("已公布的权力清单、责任清单各版本，可整份下载。"),
        "dct:publisher": _agent(catalogue, catalogue.site.scope or ""),
        "dct:language": _CHINESE,
        "foaf:homepage": {"@id": _named(catalogue, addresses.HOME)},
        "dcat:themeTaxonomy": {"@id": "http://publications.europa.eu/resource/authority/data-theme"},
    }
    target.write(_encode(about)[:-1] + b',"dcat:dataset":[')
    joint = b"\n"
    for holding in catalogue.holdings:
        for edition in holding.editions:
            target.write(joint + _encode(_dataset(catalogue, holding, edition)))
            joint = b",\n"
    target.write(b"\n]}\n")


def _dataset(catalogue: Catalogue, holding: Holding, edition: EditionRecord) -> dict[str, Any]:
    page = holding.edition_address(edition)
    code = holding.division.code
    title = f"{holding.title}（{edition.label}）"
    forms = [form for form in LIST_FORMS if form is not PDF or catalogue.site.has_paper(edition.items)]
    return {
        "@id": _named(catalogue, page) + "#dataset",
        "@type": "dcat:Dataset",
        "dct:identifier": f"{code}/{holding.kind.value}/{holding.day_of(edition)}",
        "dct:title": _text(title),
        "dct:description": _text(f"{title}，{edition.items}项。{until(edition)}"),
        "dct:publisher": _agent(catalogue, code),
        "dct:language": _CHINESE,
        "dct:issued": {"@type": "xsd:dateTime", "@value": edition.published_at.isoformat()},
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": {"@type": "xsd:date", "@value": edition.effective_on.isoformat()},
        },
        "dct:spatial": {
            "@type": "dct:Location",
            "dct:identifier": code,
            "dct:title": _text(holding.division.name),
        },
        "dcat:version": edition.label,
        "dcat:theme": _GOVERNMENT,
        "dcat:keyword": [_text(holding.kind.label), _text(holding.division.name)],
        "dcat:landingPage": {"@id": _named(catalogue, page)},
        "dcat:distribution": [
            {
                "@id": _named(catalogue, at(page, form)) + "#distribution",
                "@type": "dcat:Distribution",
                "dct:title": _text(f"{title}.{form.extension}"),
                "dcat:accessURL": {"@id": _named(catalogue, page)},
                "dcat:downloadURL": {"@id": _named(catalogue, at(page, form))},
                "dcat:mediaType": {"@id": _MEDIA + form.media.partition(";")[0]},
                "dct:issued": {"@type": "xsd:dateTime", "@value": edition.published_at.isoformat()},
            }
            for form in forms
        ],
    }


def _agent(catalogue: Catalogue, code: str) -> dict[str, Any]:
    division = catalogue.divisions.get(code)
    name = f"{division.name}人民政府" if division else "权责清单公布机关"
    return {"@type": "foaf:Agent", "foaf:name": _text(name)}


def _named(catalogue: Catalogue, address: str) -> str:
    site = catalogue.site
    return site.absolute(address) if site.public_url else addresses.relative(ADDRESS, address)


def _text(text: str) -> dict[str, str]:
    return {"@language": "zh-Hans", "@value": text}
