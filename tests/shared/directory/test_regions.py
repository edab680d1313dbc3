"""A region takes in the places whose codes begin with its pairs of digits, and no others."""

import pytest

from shared.directory.models import Agency, stem_of
from shared.directory.queries import agencies_matching
from tests.factories.directory import AgencyFactory, RegionFactory


@pytest.mark.parametrize(
    ("code", "stem"),
    [("330000", "33"), ("500000", "50"), ("330100", "3301"), ("331000", "3310"), ("330110", "330110"), ("", "")],
)
def test_the_places_of_a_region_share_its_digits_in_pairs(code, stem):
    assert stem_of(code) == stem


@pytest.mark.django_db
@pytest.mark.parametrize(("region", "found"), [("500000", ["重庆"]), ("510000", ["四川"]), ("331000", ["台州"])])
def test_agencies_of_a_region_are_not_those_of_its_neighbour_in_number(region, found):
    for code, name in (("500000", "重庆"), ("510000", "四川"), ("331000", "台州"), ("331100", "丽水")):
        AgencyFactory(name=name, region=RegionFactory(code=code, name=name))

    assert list(agencies_matching(Agency.objects.all(), region=region).values_list("name", flat=True)) == found
