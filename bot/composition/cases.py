"""Puts together what concerns cases."""

import aiohttp

from bot.accounts.changes import Changes
from bot.accounts.staff import Staff
from bot.cases.access_codes import AccessCodes
from bot.cases.deadlines import Deadlines
from bot.cases.keeping import Keeping
from bot.cases.link_requests import LinkRequests
from bot.cases.linking import Linking, LinkLimits
from bot.cases.notice_codes import NoticeCodes
from bot.cases.office_dates import OfficeDates
from bot.cases.own_records import OwnRecords
from bot.cases.plan import Plan
from bot.cases.quick_look import QuickLook
from bot.cases.reading import Cases
from bot.cases.recording import Recorder
from bot.cases.registry import Registry
from bot.cases.reports import Reports
from bot.cases.representatives import Representatives
from bot.cases.sources.pace import Pace as SourcePace
from bot.cases.sources.several import Sources
from bot.cases.sources.uscis import UscisSource
from bot.cases.sources.uscis_token import UscisAccess
from bot.cases.stored_budget import StoredBudget
from bot.composition.means import Means
from bot.pictures.drawing import Drawing
from bot.services import CaseServices


def case_services(m: Means, sources: Sources, plan: Plan, recorder: Recorder, staff: Staff) -> CaseServices:
    """Everything about cases."""
    changes = Changes(m.clock, m.ids)
    drawing = Drawing(while_waiting=m.while_waiting)
    m.closing.push_async_callback(drawing.close)
    return CaseServices(
        linking=Linking(
            m.database,
            sources,
            m.clock,
            m.ids,
            plan,
            recorder,
            LinkLimits(
                lookups_per_day=m.settings.limits.receipt_lookups_per_day,
                cases=m.settings.limits.cases_per_account,
            ),
        ),
        access_codes=AccessCodes(
            m.database,
            m.clock,
            m.ids,
            staff,
            randomness=m.randomness,
            most_cases=m.settings.limits.cases_per_account,
        ),
        link_requests=LinkRequests(m.database, m.clock, m.ids, staff),
        keeping=Keeping(m.database, m.clock, m.ids),
        own_records=OwnRecords(m.database),
        quick_look=QuickLook(
            m.database,
            sources,
            m.clock,
            per_day=m.settings.limits.receipt_lookups_per_day,
            is_offered=m.settings.limits.quick_look,
        ),
        cases=Cases(m.database),
        deadlines=Deadlines(m.database, m.clock, m.ids, m.settings.organisation.time_zone),
        office_dates=OfficeDates(
            m.database, m.clock, m.ids, recorder.teller, m.settings.organisation.time_zone
        ),
        representatives=Representatives(m.database, m.clock, m.ids, changes, randomness=m.randomness),
        registry=Registry(m.database, m.clock, m.ids, recorder),
        drawing=drawing,
        reports=Reports(m.database, m.clock, m.ids),
        notice_codes=NoticeCodes(m.clock, while_waiting=m.while_waiting),
    )


def sources_of(m: Means, session: aiohttp.ClientSession, budget: StoredBudget) -> Sources:
    """The outside sources that are configured."""
    uscis = m.settings.uscis
    if not uscis.is_configured:
        return Sources(())
    access = UscisAccess(
        token_url=uscis.token_url or "",
        api_url=uscis.api_url or "",
        client_id=uscis.client_id or "",
        client_secret=uscis.client_secret.get_secret_value() if uscis.client_secret else "",
        demo_id=uscis.demo_id,
    )
    source = UscisSource(
        session,
        access,
        budget=budget,
        pace=SourcePace(uscis.requests_per_second),
        clock=m.clock,
        hours=uscis.open_hours,
        chance=m.chance,
    )
    return Sources((source,))
