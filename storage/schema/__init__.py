"""Every table. What is personal is sealed (`storage.vault`); what must be found again has a digest.

Nothing here decides anything: the rules stand in the services of `bot`.
"""

from storage.schema.accounts import (
    accounts,
    activity,
    bindings,
    challenges,
    credentials,
    deletions,
    recovery_codes,
    registrations,
    second_factors,
    sessions,
    throttles,
)
from storage.schema.base import metadata
from storage.schema.cases import case_statements, cases, links, reports, status_events
from storage.schema.conversations import chats, inbox, leases
from storage.schema.dates import deadlines, reminders
from storage.schema.house import seals
from storage.schema.messages import alert_habits, alert_rules, deliveries, digest_items
from storage.schema.profiles import address_changes, email_changes, identity_changes, profiles
from storage.schema.registry import (
    access_codes,
    import_mappings,
    link_requests,
    registry_people,
    registry_records,
)
from storage.schema.shares import share_cases, share_views, shares
from storage.schema.sources import budgets, source_states
from storage.schema.staff import recovery_requests, staff_actions
from storage.schema.support import help_contents, support_entries, support_requests
from storage.schema.threads import message_drafts, thread_messages, threads

__all__ = [
    "access_codes",
    "accounts",
    "activity",
    "address_changes",
    "alert_habits",
    "alert_rules",
    "bindings",
    "budgets",
    "case_statements",
    "cases",
    "challenges",
    "chats",
    "credentials",
    "deadlines",
    "deletions",
    "deliveries",
    "digest_items",
    "email_changes",
    "help_contents",
    "identity_changes",
    "import_mappings",
    "inbox",
    "leases",
    "link_requests",
    "links",
    "message_drafts",
    "metadata",
    "profiles",
    "recovery_codes",
    "recovery_requests",
    "registrations",
    "registry_people",
    "registry_records",
    "reminders",
    "reports",
    "seals",
    "second_factors",
    "sessions",
    "share_cases",
    "share_views",
    "shares",
    "source_states",
    "staff_actions",
    "status_events",
    "support_entries",
    "support_requests",
    "thread_messages",
    "threads",
    "throttles",
]
