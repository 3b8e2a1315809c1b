"""All dialogues, as the router knows them."""

from handlers.accounts.accounts_here import accounts_here
from handlers.accounts.activity import activity
from handlers.accounts.address import address
from handlers.accounts.deletion import deletion, keeping
from handlers.accounts.email_change import email_change, email_undo
from handlers.accounts.export import export
from handlers.accounts.factors_kept import factors_kept, factors_listed
from handlers.accounts.identity import identity
from handlers.accounts.login import login
from handlers.accounts.password_change import password_change
from handlers.accounts.privacy import privacy
from handlers.accounts.profile import profile
from handlers.accounts.reauthentication import reauthentication
from handlers.accounts.recovery import recovery
from handlers.accounts.recovery_codes import recovery_codes
from handlers.accounts.recovery_request import recovery_request
from handlers.accounts.recovery_request_shown import request_shown, request_stopping
from handlers.accounts.registration import registration
from handlers.accounts.safety_phrase import phrase_chosen, phrase_shown
from handlers.accounts.second_factor import second_factor
from handlers.accounts.security import security
from handlers.accounts.time_zone import time_zone
from handlers.accounts.unlocking import unlocking
from handlers.accounts.username_recovery import username_recovery
from handlers.accounts.verification import verification
from handlers.accounts.whereabouts import whereabouts
from handlers.alert_settings import alert_settings, writing_to_office
from handlers.cases.case_keeping import case_keeping
from handlers.cases.cases import cases
from handlers.cases.clients import accepting, clients
from handlers.cases.date_entry import date_entry
from handlers.cases.deadlines import dates_in_alerts, deadlines
from handlers.cases.inviting import inviting
from handlers.cases.linking import linking
from handlers.cases.notice_photos import notice_photos
from handlers.cases.opening import access_code, asking_office
from handlers.cases.own_word import own_word
from handlers.cases.own_words_told import own_words_told
from handlers.cases.put_away import put_away
from handlers.cases.quick_look import quick_look
from handlers.cases.representatives import representatives
from handlers.correspondence.help import help_centre
from handlers.correspondence.message_writing import message_about, message_writing
from handlers.correspondence.messages import messages
from handlers.correspondence.support import asking_support
from handlers.correspondence.support_own import own_support
from handlers.staff.access_codes import desk_codes
from handlers.staff.address_changes import desk_addresses
from handlers.staff.cases import desk_cases
from handlers.staff.dates import desk_date_entry, desk_dates
from handlers.staff.desk import desk
from handlers.staff.help_requests import desk_requests
from handlers.staff.link_requests import desk_links
from handlers.staff.messages import desk_answering, desk_messages
from handlers.staff.support import desk_support
from handlers.start import logging_out, starting

DIALOGUES = (
    starting,
    accounts_here,
    registration,
    verification,
    login,
    unlocking,
    recovery,
    recovery_request,
    request_shown,
    request_stopping,
    username_recovery,
    second_factor,
    linking,
    notice_photos,
    own_word,
    own_words_told,
    access_code,
    quick_look,
    cases,
    case_keeping,
    put_away,
    asking_office,
    deadlines,
    date_entry,
    dates_in_alerts,
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
    alert_settings,
    writing_to_office,
    whereabouts,
    activity,
    phrase_shown,
    phrase_chosen,
    reauthentication,
    logging_out,
    asking_support,
    own_support,
    messages,
    message_about,
    message_writing,
    desk,
    desk_requests,
    desk_addresses,
    desk_links,
    desk_codes,
    desk_cases,
    desk_dates,
    desk_date_entry,
    desk_support,
    desk_messages,
    desk_answering,
    # Last: it takes whatever nobody else does.
    help_centre,
)
