"""The linked data of pages, lists and the catalogue, as others' programs read it: RDF, shapes, no network."""

import socket
import warnings
from html.parser import HTMLParser
from pathlib import Path

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # what the libraries warn of at their own import is theirs
    import pyshacl
    from rdflib import RDF, Graph, Namespace, URIRef
    from rdflib.namespace import DCAT, DCTERMS, XSD

from service.downloads import site_sections
from service.pages import Site, Sources, catalogue_of, write_site
from service.pages.working import Working
from service.store import Store
from tests.pages.inventory import HOSTILE
from tests.reading.inventory import CITY, COUNTY
from tests.support.repository import ROOT

CPSV, CV = Namespace("http://purl.org/vocab/cpsv#"), Namespace("http://data.europa.eu/m8g/")
SCHEMA = Namespace("https://schema.org/")
SHAPES = ROOT / "tests" / "pages" / "shapes.ttl"
ADDRESS = "https://qz.example.cn/lists/"
SERVED_AT = "https://anywhere.example/under/"
# What the library's modules warn each other of.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:(rdflib|pyshacl)")


@pytest.fixture(scope="module", params=[ADDRESS, ""], ids=["named", "relative"])
def site(
    request: pytest.FixtureRequest, sqlite_filled: Store, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, str]:
    """The folder of a site, and the address it is read at: its own, or wherever it happens to stand."""
    folder = tmp_path_factory.mktemp("site")
    with sqlite_filled.read() as connection:
        catalogue = catalogue_of(connection, Site(public_url=request.param, pdf=False))
        sections = site_sections(Sources(connection, catalogue, Working(sqlite_filled)))
        write_site(folder, "", sections, lambda section, done, of: None)
    return folder, request.param or SERVED_AT


class _Embedded(HTMLParser):
    """The linked data in a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found = ""
        self._within = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._within = tag == "script" and dict(attrs).get("type") == "application/ld+json"

    def handle_data(self, data: str) -> None:
        if self._within:
            self.found += data
            self._within = False


def _graph(data: str, address: str) -> Graph:
    graph = Graph()
    graph.parse(data=data, format="json-ld", publicID=address, base=address)
    return graph


def _of_pages(site: tuple[Path, str]) -> Graph:
    folder, address = site
    whole = Graph()
    pages = sorted(folder.rglob("items/*/index.html"))
    assert len(pages) > 10
    for page in pages:
        data = _Embedded(page.read_text("utf-8")).found
        assert data, page
        whole += _graph(data, f"{address}{page.relative_to(folder).parent}/")
    return whole


def _of_file(site: tuple[Path, str], path: str) -> Graph:
    folder, address = site
    return _graph((folder / path).read_text("utf-8"), f"{address}{path}")


def _assert_fits(graph: Graph) -> None:
    fits, _, told = pyshacl.validate(graph, shacl_graph=str(SHAPES), advanced=False, inference="none")
    assert fits, told


@pytest.fixture(autouse=True)
def _offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Contexts stand in the documents: nothing may be fetched to read them."""

    def refused(*_: object, **__: object) -> None:
        raise AssertionError("asked the network")

    monkeypatch.setattr(socket.socket, "connect", refused)


def test_pages_of_powers_are_public_services(site: tuple[Path, str]) -> None:
    graph = _of_pages(site)
    _assert_fits(graph)
    services = set(graph.subjects(RDF.type, CPSV.PublicService))
    assert len(services) > 10
    assert services == set(graph.subjects(RDF.type, SCHEMA.GovernmentService))
    for service in services:
        page = graph.value(service, SCHEMA.url)
        assert str(service) == f"{page}#power"
        assert str(service).startswith(f"{site[1]}divisions/")
        _, code, kind, _, number = str(page).removesuffix("/").rsplit("/", 4)
        assert str(graph.value(service, DCTERMS.identifier)) == f"{code}/{kind}/{number}"


def test_a_power_tells_its_law_time_limit_telephone_and_other_levels(site: tuple[Path, str]) -> None:
    graph = _of_pages(site)
    title = "社会团体成立登记"
    named = [
        service
        for service in graph.subjects(RDF.type, CPSV.PublicService)
        if str(graph.value(service, SCHEMA.name)) == title and f"/{COUNTY}/power/" in str(service)
    ]
    assert len(named) == 1
    laws = [str(graph.value(law, SCHEMA.name)) for law in graph.objects(named[0], CV.hasLegalResource)]
    assert laws == ["《中华人民共和国行政许可法》第十二条第一项"]
    time = graph.value(named[0], CV.processingTime)
    assert (str(time), getattr(time, "datatype", None)) == ("P0D", XSD.duration)
    phones = {str(graph.value(point, CV.telephone)) for point in graph.objects(named[0], CV.contactPoint)}
    assert phones == {"05706012345", "12345"}
    related = {str(other) for other in graph.objects(named[0], DCTERMS.relation)}
    assert any(f"/{CITY}/combined/items/" in other for other in related)
    known = {str(service) for service in graph.subjects(RDF.type, CPSV.PublicService)}
    assert related <= known


def test_hostile_text_stays_text(site: tuple[Path, str]) -> None:
    graph = _of_pages(site)
    names = {str(name) for name in graph.objects(None, SCHEMA.name)}
    assert " ".join(HOSTILE.replace("\u202e", "").split()) in names


def test_lists_as_files_are_datasets_of_the_same_services(site: tuple[Path, str]) -> None:
    folder, address = site
    pages = _of_pages(site)
    files = sorted(path.relative_to(folder) for path in folder.rglob("list.jsonld"))
    assert len(files) > 8
    for file in files:
        graph = _of_file(site, str(file))
        _assert_fits(graph)
        assert len(set(graph.subjects(RDF.type, DCAT.Dataset))) == 1
        parts = set(graph.objects(URIRef(f"{address}{file.parent}/#list"), SCHEMA.hasPart))
        assert parts == set(graph.subjects(RDF.type, CPSV.PublicService))
        for service in parts:
            for told in (DCTERMS.title, DCTERMS.identifier):
                assert (service, told, None) in pages
            assert graph.value(service, DCTERMS.identifier) == pages.value(service, DCTERMS.identifier)


def test_the_catalogue_names_every_edition_and_file_that_stands(site: tuple[Path, str]) -> None:
    folder, address = site
    graph = _of_file(site, "catalog.jsonld")
    _assert_fits(graph)
    catalogues = list(graph.subjects(RDF.type, DCAT.Catalog))
    assert catalogues == [URIRef(f"{address}catalog.jsonld#catalog")]
    datasets = set(graph.subjects(RDF.type, DCAT.Dataset))
    assert datasets == set(graph.objects(catalogues[0], DCAT.dataset))
    editions = {path.parent for path in folder.glob("divisions/*/*/*/list.csv")}
    assert len(datasets) == len(editions)
    for dataset in datasets:
        page = str(graph.value(dataset, DCAT.landingPage)).removeprefix(address)
        assert (folder / page / "index.html").is_file()
        files = set(graph.objects(dataset, DCAT.distribution))
        assert len(files) == 4
        for file in files:
            taken = str(graph.value(file, DCAT.downloadURL)).removeprefix(address)
            assert (folder / taken).is_file(), taken
