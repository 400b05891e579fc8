"""The figures a yearly report states come out of lists with those counts, with codes and without."""

import pytest

from service.comparison import compare, reconcile
from service.vocabulary import ChangeKind
from tests.comparison.reports import NEW_LICENCES, licences_of_two_years


@pytest.mark.parametrize("codes", [True, False], ids=["codes", "no codes"])
def test_432_licences_become_351(codes: bool) -> None:
    before, after = licences_of_two_years(codes=codes)
    found = compare(before, after)
    assert (len(found.by_body), found.before, found.after, found.net) == (59, 432, 351, -81)
    assert (found.added, found.removed, found.transferred, found.merged, found.split) == (3, 84, 0, 0, 0)
    assert (found.bodies_gaining, found.bodies_losing) == (3, 15)
    assert sorted(row.net for row in found.by_body if row.net) == [-6] * 9 + [-5] * 6 + [1] * 3
    added = [change.after[0].name for change in found.changes if change.kind is ChangeKind.ADDED]
    assert sorted(added) == sorted(NEW_LICENCES)
    said = {old.content.name: old for old in before}
    renamed = sum(new.content.name not in said for new in after) - len(NEW_LICENCES)
    assert (found.renamed, found.renamed > 10, found.changed > 10) == (renamed, True, True)
    assert found.renamed + found.changed + found.unchanged == 348


def test_codes_make_no_difference_to_the_outcome() -> None:
    with_codes, without = (reconcile(*licences_of_two_years(codes=codes)).figures for codes in (True, False))
    assert with_codes == without
