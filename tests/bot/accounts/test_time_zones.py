"""Time zones by what people know of theirs."""

from zoneinfo import ZoneInfo

import pytest

from bot.accounts.time_zones import MOST_OFFERED, UnknownZone, find_zones, usual_zones, zone_named

HOUSE = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("written", "zone"),
    [
        *(
            (written, "America/New_York")
            for written in ("New York", "new_york", "America/New_York", "Nueva York")
        ),
        *((written, "America/Bogota") for written in ("Bogotá", "BOGOTA", "Colombia")),
        *(("Mexico City", "America/Mexico_City"), ("Ciudad de México", "America/Mexico_City")),
        *(("India", "Asia/Kolkata"), ("Kyiv", "Europe/Kyiv")),
    ],
)
def test_a_zone_is_found_by_city_and_by_country(written: str, zone: str) -> None:
    assert find_zones(written) == (zone,)


@pytest.mark.parametrize(
    ("written", "among"),
    [("USA", "Pacific/Honolulu"), ("México", "America/Tijuana"), ("Canada", "America/Vancouver")],
)
def test_a_country_with_several_offers_a_few(written: str, among: str) -> None:
    assert among in find_zones(written)
    assert len(find_zones(written)) <= MOST_OFFERED


@pytest.mark.parametrize("written", ["Atlantis", "", "\x00", "../../etc/passwd", "x" * 5000])
def test_an_unknown_place_is_refused(written: str) -> None:
    with pytest.raises(UnknownZone):
        find_zones(written)


@pytest.mark.parametrize("stored", [None, "", "Mars/Olympus_Mons", "../../etc/passwd"])
def test_without_a_known_zone_times_are_those_of_the_house(stored: str | None) -> None:
    assert zone_named(stored, HOUSE) is HOUSE


def test_the_usual_zones_are_all_known() -> None:
    assert [zone_named(each, HOUSE).key for each in usual_zones()] == list(usual_zones())
