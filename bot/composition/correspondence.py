"""Puts together what passes between the organisation and the applicant."""

from bot.cases.telling import Teller
from bot.composition.means import Means
from bot.correspondence.answer_time import AnswerTime
from bot.correspondence.drafts import Drafts
from bot.correspondence.help import HelpCentre, HelpDocument
from bot.correspondence.help_words import folded_words
from bot.correspondence.support import Support
from bot.correspondence.support_desk import SupportDesk
from bot.correspondence.thread_desk import ThreadDesk
from bot.correspondence.threads import Threads
from bot.services import AccountServices, CorrespondenceServices
from bot.texts.help_pages import HelpPages


def correspondence_services(m: Means, accounts: AccountServices, teller: Teller) -> CorrespondenceServices:
    """Everything about correspondence."""
    organisation = m.settings.organisation
    times = AnswerTime(organisation.answer_days, organisation.time_zone)
    pages = HelpPages.load()
    return CorrespondenceServices(
        support=Support(m.database, m.clock, m.ids, accounts.staff, times, randomness=m.randomness),
        support_desk=SupportDesk(m.database, m.clock, m.ids, accounts.staff, teller, times),
        drafts=Drafts(m.database, m.clock, m.ids),
        threads=Threads(m.database, m.clock, m.ids, accounts.staff, times),
        thread_desk=ThreadDesk(m.database, m.clock, m.ids, accounts.staff, teller, times),
        help=HelpCentre(m.database, help_documents(pages), pages.small_words),
    )


def help_documents(pages: HelpPages) -> list[HelpDocument]:
    """The answers as they are searched."""
    return [
        HelpDocument(
            language,
            each.name,
            title=" ".join(folded_words(each.title)),
            wordings=" ".join(folded_words(" ; ".join(each.wordings))),
            body=" ".join(folded_words(each.text)),
        )
        for language in pages.languages
        for each in pages.all_in(language)
    ]
