"""All dialogues, as the router knows them."""

from handlers.accounts_here import accounts_here
from handlers.activity import activity
from handlers.address import address
from handlers.cases import cases
from handlers.clients import accepting, clients
from handlers.deletion import deletion, keeping
from handlers.email_change import email_change, email_undo
from handlers.export import export
from handlers.factors_kept import factors_kept, factors_listed
from handlers.identity import identity
from handlers.inviting import inviting
from handlers.linking import linking
from handlers.login import login
from handlers.password_change import password_change
from handlers.privacy import privacy
from handlers.profile import profile
from handlers.reauthentication import reauthentication
from handlers.recovery import recovery
from handlers.recovery_codes import recovery_codes
from handlers.recovery_request import recovery_request
from handlers.recovery_request_shown import request_shown, request_stopping
from handlers.registration import registration
from handlers.representatives import representatives
from handlers.safety_phrase import phrase_chosen, phrase_shown
from handlers.second_factor import second_factor
from handlers.security import security
from handlers.staff.address_changes import desk_addresses
from handlers.staff.desk import desk
from handlers.staff.help_requests import desk_requests
from handlers.start import logging_out, starting
from handlers.time_zone import time_zone
from handlers.username_recovery import username_recovery
from handlers.verification import verification
from handlers.whereabouts import whereabouts

DIALOGUES = (
    starting,
    accounts_here,
    registration,
    verification,
    login,
    recovery,
    recovery_request,
    request_shown,
    request_stopping,
    username_recovery,
    second_factor,
    linking,
    cases,
    inviting,
    representatives,
    accepting,
    clients,
    profile,
    identity,
    address,
    email_change,
    email_undo,
    time_zone,
    privacy,
    export,
    deletion,
    keeping,
    security,
    password_change,
    factors_listed,
    factors_kept,
    recovery_codes,
    whereabouts,
    activity,
    phrase_shown,
    phrase_chosen,
    reauthentication,
    logging_out,
    desk,
    desk_requests,
    desk_addresses,
)
