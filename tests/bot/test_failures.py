"""An operator's error is one sentence; a mistake of ours is not called an operator's error."""

import pytest
from sqlalchemy.exc import OperationalError
from telegram.error import BadRequest, InvalidToken, TimedOut

from bot.failures import explained
from storage.database import DatabaseBusy, DatabaseFull

DRIVER = Exception("connection failed: no route to host\n\tIs the server running?")


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (
            ModuleNotFoundError("No module named 'psycopg'", name="psycopg"),
            "database.url: PostgreSQL needs one more package: run pip install '.[postgres]'",
        ),
        (
            OperationalError("SELECT 1", {}, DRIVER),
            "database.url: the database cannot be used: connection failed: no route to host",
        ),
        (DatabaseBusy(), "database.url: the database cannot be used: DatabaseBusy"),
        (DatabaseFull("disk full"), "database.url: the database cannot be used: disk full"),
        (
            InvalidToken("The token `1:secret` was rejected by the server."),
            "telegram.token: the Bot API server does not know this token: copy it again from @BotFather",
        ),
        (TimedOut(), "telegram.api_url: the Bot API server cannot be reached (Timed out)"),
        (
            BadRequest("Bad webhook: HTTPS url must be provided for webhook"),
            "telegram: the Bot API server refused the start: "
            "Bad webhook: HTTPS url must be provided for webhook",
        ),
        (PermissionError(13, "Permission denied", "/var/lib/x.db"), "/var/lib/x.db: Permission denied"),
    ],
)
def test_an_error_is_told_in_one_sentence(error: Exception, sentence: str) -> None:
    failure = explained(error, listening="--port")
    assert failure is not None
    assert (failure.sentence, failure.code) == (sentence, 1)


@pytest.mark.parametrize("error", [ValueError("x"), KeyError("x"), ModuleNotFoundError("x", name="x")])
def test_a_mistake_of_ours_keeps_its_traceback(error: Exception) -> None:
    assert explained(error, listening="--port") is None
