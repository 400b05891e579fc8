"""What pages tell of alignments: the same as the alignment itself, found again without it."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from service.alignment import Alignment
from service.pages import Site, catalogue_of, rendered
from service.pages.aligned import Aligned, Below
from service.pages.alignment import alignment_view
from service.pages.working import Working
from service.store import Store
from service.vocabulary import ListKind
from tests.pages.inventory import fill
from tests.reading.inventory import CITY, COUNTY, PROVINCE, add_divisions, publish
from tests.support.lists import listed


def below(store: Store, folder: Path) -> tuple[Below, Alignment]:
    """The figures of all below the province, and the alignment that they are of."""
    with store.read() as connection:
        catalogue = catalogue_of(connection, Site())
        aligned = Aligned(connection, catalogue, Working(folder))
        codes = [each.code for each in catalogue.below(PROVINCE)]
        return aligned.below(PROVINCE), aligned.whole(PROVINCE, codes)


def test_figures_are_those_of_the_alignment(filled: Store, tmp_path: Path) -> None:
    found, whole = below(filled, tmp_path)
    assert found.all_levels == whole.all_levels
    with filled.read() as connection:
        catalogue = catalogue_of(connection, Site())
        view = alignment_view(catalogue, PROVINCE, Aligned(connection, catalogue, Working(tmp_path)))
    assert view is not None
    assert view.reference_edition == whole.reference_edition
    assert len(found.targets) == len(whole.targets) == 2
    for (holding, figures), target in zip(found.targets, whole.targets, strict=True):
        assert (holding.division.code, holding.latest.label) == (target.division, target.edition)
        assert figures.missing == len(target.missing)
        for name in ("items", "aligned", "review", "unmatched", "same_name", "four_sames", "rate"):
            assert getattr(figures, name) == getattr(target, name), name
    assert sum(figures.aligned for _, figures in found.targets) > 0


def test_figures_are_found_again_without_aligning(
    filled: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _ = below(filled, tmp_path)

    def never(self: Aligned, reference: str, targets: Sequence[str]) -> Alignment:
        raise AssertionError(targets)

    with filled.read() as connection, monkeypatch.context() as patched:
        patched.setattr(Aligned, "whole", never)
        aligned = Aligned(connection, catalogue_of(connection, Site()), Working(tmp_path))
        again = aligned.below(PROVINCE)
    assert again == first


def test_a_division_with_nothing_below_has_no_figures(filled: Store, tmp_path: Path) -> None:
    with filled.read() as connection:
        aligned = Aligned(connection, catalogue_of(connection, Site()), Working(tmp_path))
        assert aligned.below(COUNTY).targets == []
        assert aligned.below(COUNTY).all_levels == 0


def test_the_page_names_the_list_that_stands_for_the_division(sqlite_store: Store, tmp_path: Path) -> None:
    fill(sqlite_store)
    for division in (COUNTY, PROVINCE):
        publish(sqlite_store, "合", [listed("取水许可")], division=division, kind=ListKind.COMBINED)
    with sqlite_store.read() as connection:
        catalogue = catalogue_of(connection, Site())
        assert catalogue.of_division(COUNTY)[0].kind is not ListKind.COMBINED
        aligned = Aligned(connection, catalogue, Working(tmp_path))
        views = [alignment_view(catalogue, division, aligned) for division in (COUNTY, PROVINCE)]
    assert [(view.kind, view.reference_edition) for view in views if view] == [
        (ListKind.COMBINED.label, "合")
    ] * 2


def test_the_page_is_the_same_bytes_whether_its_figures_were_kept(store: Store, tmp_path: Path) -> None:
    """Also where nothing is the same: no share is no share, whole or not."""
    add_divisions(store, PROVINCE, CITY, COUNTY)
    for number, division in enumerate((PROVINCE, CITY, COUNTY)):
        publish(store, "2025", [listed(f"{'取水采矿登记'[2 * number :][:2]}许可")], division=division)
    site = Site()
    with store.read() as connection:
        catalogue = catalogue_of(connection, site)
        made = [
            rendered(view, site)
            for _ in range(2)
            if (view := alignment_view(catalogue, CITY, Aligned(connection, catalogue, Working(tmp_path))))
        ]
    assert made[0] == made[1]
    assert b"0.0%" in made[0]
