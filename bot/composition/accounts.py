"""Puts together what concerns accounts."""

import os
from datetime import timedelta

from bot.accounts.activity import Activity
from bot.accounts.challenges import Challenges, Links
from bot.accounts.changes import Changes
from bot.accounts.deletion import Deletions
from bot.accounts.email_change import EmailChanging
from bot.accounts.export import Exporting
from bot.accounts.factor_keeping import FactorKeeping
from bot.accounts.failed_logins import FailedLogins
from bot.accounts.login import LoggingIn
from bot.accounts.password_change import PasswordChanging
from bot.accounts.passwords import Argon2Parameters, Passwords
from bot.accounts.profile import Profiles
from bot.accounts.recovery import Recovery
from bot.accounts.recovery_requests import RecoveryRequests
from bot.accounts.registration import Registering
from bot.accounts.safety_phrase import SafetyPhrases
from bot.accounts.second_factors import SecondFactors
from bot.accounts.sessions import Bindings, SessionLimits, Sessions
from bot.accounts.staff import Staff
from bot.accounts.unlocking import Unlocking
from bot.accounts.whereabouts import Whereabouts
from bot.alerts.choosing import AlertChoices
from bot.alerts.detail import AlertDetails
from bot.alerts.tidying import Tidying
from bot.composition.means import Means
from bot.services import AccountServices

_WAITING_HASHES = 1000


def account_services(m: Means) -> AccountServices:
    """Everything about accounts."""
    security = m.settings.security
    passwords = _passwords(m)
    sessions = Sessions(
        m.database,
        m.clock,
        m.ids,
        SessionLimits(
            timedelta(minutes=security.session_idle_minutes),
            timedelta(hours=security.session_absolute_hours),
        ),
    )
    m.closing.push_async_callback(passwords.close)
    challenges = Challenges(m.ids, m.randomness)
    second_factors = SecondFactors(
        m.database,
        m.clock,
        m.ids,
        challenges,
        randomness=m.randomness,
        issuer=m.settings.organisation.name,
    )
    changes = Changes(m.clock, m.ids)
    failed_logins = FailedLogins(m.clock, m.ids)
    staff = Staff(m.database, m.clock, m.ids, m.settings.staff.admins)
    recovery_requests = RecoveryRequests(
        m.database,
        m.clock,
        m.ids,
        changes,
        staff,
        randomness=m.randomness,
        cooling=timedelta(hours=security.recovery_cooling_hours),
    )
    deletions = Deletions(m.database, m.clock, m.ids, grace=timedelta(days=security.deletion_grace_days))
    return AccountServices(
        registering=Registering(m.database, m.clock, m.ids, passwords, challenges, randomness=m.randomness),
        logging_in=LoggingIn(
            m.database,
            m.clock,
            m.ids,
            passwords,
            second_factors,
            sessions,
            deletions,
            recovery_requests,
            failed_logins,
        ),
        unlocking=Unlocking(m.database, m.clock, passwords, second_factors, sessions, failed_logins),
        second_factors=second_factors,
        profiles=Profiles(m.database, m.clock, m.ids, changes, staff),
        email_changing=EmailChanging(
            m.database, m.clock, m.ids, challenges, changes, randomness=m.randomness
        ),
        sessions=sessions,
        bindings=Bindings(m.database, m.clock),
        tidying=Tidying(m.database, m.clock, m.ids),
        recovery=Recovery(m.database, m.clock, m.ids, passwords, challenges, second_factors, changes),
        recovery_requests=recovery_requests,
        staff=staff,
        links=Links(m.database, m.clock),
        password_changing=PasswordChanging(m.database, m.clock, passwords, changes),
        factor_keeping=FactorKeeping(m.database, m.clock, second_factors, changes),
        whereabouts=Whereabouts(m.database, m.clock, changes),
        activity=Activity(m.database, m.clock, changes),
        safety_phrases=SafetyPhrases(m.database, passwords, changes),
        alert_details=AlertDetails(m.database, changes),
        alert_choices=AlertChoices(m.database, m.clock, m.ids, m.settings.organisation.time_zone),
        exporting=Exporting(m.database, m.clock, m.ids, sessions, made_by=m.settings.organisation.name),
        deletions=deletions,
    )


def _passwords(m: Means) -> Passwords:
    security = m.settings.security
    return Passwords(
        Argon2Parameters(
            memory_kib=security.argon2_memory_mib * 1024,
            passes=security.argon2_passes,
            lanes=security.argon2_lanes,
        ),
        # The event loop keeps a core for itself where there are several.
        at_once=max(1, (os.cpu_count() or 1) - 1),
        waiting=_WAITING_HASHES,
        while_waiting=m.while_waiting,
        house=m.settings.organisation.name,
    )
