"""The services that handlers call, by name."""

from dataclasses import dataclass
from typing import Self

from bot.accounts.activity import Activity
from bot.accounts.challenges import Links
from bot.accounts.deletion import Deletions
from bot.accounts.email_change import EmailChanging
from bot.accounts.export import Exporting
from bot.accounts.factor_keeping import FactorKeeping
from bot.accounts.login import LoggingIn
from bot.accounts.password_change import PasswordChanging
from bot.accounts.profile import Profiles
from bot.accounts.recovery import Recovery
from bot.accounts.recovery_requests import RecoveryRequests
from bot.accounts.registration import Registering
from bot.accounts.safety_phrase import SafetyPhrases
from bot.accounts.second_factors import SecondFactors
from bot.accounts.sessions import Bindings, Sessions
from bot.accounts.staff import Staff
from bot.accounts.unlocking import Unlocking
from bot.accounts.whereabouts import Whereabouts
from bot.alerts.choosing import AlertChoices
from bot.alerts.detail import AlertDetails
from bot.alerts.tidying import Tidying
from bot.cases.access_codes import AccessCodes
from bot.cases.deadlines import Deadlines
from bot.cases.keeping import Keeping
from bot.cases.link_requests import LinkRequests
from bot.cases.linking import Linking
from bot.cases.notice_codes import NoticeCodes
from bot.cases.office_dates import OfficeDates
from bot.cases.own_records import OwnRecords
from bot.cases.quick_look import QuickLook
from bot.cases.reading import Cases
from bot.cases.registry import Registry
from bot.cases.reports import Reports
from bot.cases.representatives import Representatives
from bot.correspondence.drafts import Drafts
from bot.correspondence.help import HelpCentre
from bot.correspondence.support import Support
from bot.correspondence.support_desk import SupportDesk
from bot.correspondence.thread_desk import ThreadDesk
from bot.correspondence.threads import Threads
from bot.pictures.drawing import Drawing


@dataclass(frozen=True)
class AccountServices:
    """What concerns an account: who somebody is, and how they want to be told."""

    registering: Registering
    logging_in: LoggingIn
    unlocking: Unlocking
    second_factors: SecondFactors
    profiles: Profiles
    email_changing: EmailChanging
    sessions: Sessions
    bindings: Bindings
    tidying: Tidying
    recovery: Recovery
    recovery_requests: RecoveryRequests
    staff: Staff
    links: Links
    password_changing: PasswordChanging
    factor_keeping: FactorKeeping
    whereabouts: Whereabouts
    activity: Activity
    safety_phrases: SafetyPhrases
    alert_details: AlertDetails
    alert_choices: AlertChoices
    exporting: Exporting
    deletions: Deletions


@dataclass(frozen=True)
class CaseServices:
    """What concerns cases: following, seeing and sharing them, and their dates."""

    linking: Linking
    access_codes: AccessCodes
    link_requests: LinkRequests
    keeping: Keeping
    own_records: OwnRecords
    quick_look: QuickLook
    cases: Cases
    deadlines: Deadlines
    office_dates: OfficeDates
    representatives: Representatives
    registry: Registry
    drawing: Drawing
    reports: Reports
    notice_codes: NoticeCodes


@dataclass(frozen=True)
class CorrespondenceServices:
    """What passes between the organisation and the applicant."""

    support: Support
    support_desk: SupportDesk
    drafts: Drafts
    threads: Threads
    thread_desk: ThreadDesk
    help: HelpCentre


@dataclass(frozen=True)
class Services(AccountServices, CaseServices, CorrespondenceServices):
    """Everything that a dialogue may ask of the house."""

    @classmethod
    def of(
        cls, accounts: AccountServices, cases: CaseServices, correspondence: CorrespondenceServices
    ) -> Self:
        """All of them, put together."""
        return cls(**vars(accounts), **vars(cases), **vars(correspondence))
