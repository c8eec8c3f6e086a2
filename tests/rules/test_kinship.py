"""Which publishing places concern one another."""

from collections.abc import Sequence

import pytest

from bot.bulletins.rules.kinship import concerning
from bot.places.model import Level, Place
from tests.builders import CITY, COUNTY, HEPING, OTHER_TOWN, PROVINCE, TOWN

OTHER_CITY = Place(20, "C2", 1, Level.PREFECTURE, "别市", "1/20/")
OTHER_COUNTY = Place(21, "X2", 20, Level.COUNTY, "别县", "1/20/21/")
NEAR_COUNTY = Place(22, "X3", 2, Level.COUNTY, "邻县", "1/2/22/")


@pytest.mark.parametrize(
    ("publishing", "concerned"),
    [
        ([], [COUNTY]),
        ([OTHER_COUNTY, NEAR_COUNTY], [COUNTY]),
        ([PROVINCE, OTHER_CITY], [COUNTY]),  # the city between them shows nothing
        ([CITY, NEAR_COUNTY], [COUNTY, CITY, NEAR_COUNTY]),
        ([TOWN, OTHER_TOWN, HEPING], [COUNTY, TOWN, OTHER_TOWN, HEPING]),
        (
            [PROVINCE, CITY, OTHER_CITY, OTHER_COUNTY],
            [COUNTY, PROVINCE, CITY, OTHER_CITY, OTHER_COUNTY],
        ),
        ([CITY, COUNTY], [COUNTY, CITY]),
    ],
)
def test_two_sums_with_a_number_in_common_concern_one_another(
    publishing: Sequence[Place], concerned: Sequence[Place]
) -> None:
    assert concerning(COUNTY, publishing) == {place.id for place in concerned}
