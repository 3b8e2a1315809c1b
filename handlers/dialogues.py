"""All dialogues, as the router knows them."""

from handlers.cases import cases
from handlers.linking import linking
from handlers.login import login
from handlers.registration import registration
from handlers.second_factor import second_factor
from handlers.start import logging_out, starting
from handlers.verification import verification

DIALOGUES = (starting, registration, verification, login, second_factor, linking, cases, logging_out)
