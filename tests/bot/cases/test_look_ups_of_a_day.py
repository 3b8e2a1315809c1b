"""What counts to the look-ups that a person has in a day."""

import pytest

from bot.cases.sources.source import SourceBusy, SourceRefusesUs, SourceUnavailable
from tests.bot.cases.conftest import Opens
from tests.bot.cases.office import RECEIPT, Office


@pytest.mark.parametrize("outage", [503, 429, 401])
async def test_look_ups_while_the_source_is_away_do_not_count_to_those_of_the_day(
    opens_office: Opens, office: Office, ana: str, outage: int
) -> None:
    small = opens_office(office.database, lookups_each=1)
    small.desk.faults.outage = outage
    for _ in range(3):
        with pytest.raises((SourceUnavailable, SourceBusy, SourceRefusesUs)):
            await small.links(ana)
    small.desk.faults.outage = None
    small.hours_pass(1)
    assert (await small.links(ana)).receipt == RECEIPT
