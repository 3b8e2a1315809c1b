"""What went wrong, told to an operator in one sentence: the key, file or service at fault, and why."""

from dataclasses import dataclass

from bot.key_file import KeyFileUnusable

DONE, FAILED, WRONG_CONFIGURATION = 0, 1, 2
"""The exit codes of every command."""


@dataclass(frozen=True)
class Failure:
    """The sentence to tell, and the exit code to end with."""

    sentence: str
    code: int = FAILED


def explained(error: Exception, *, listening: str) -> Failure | None:
    """What to tell about `error`; None for a mistake of ours, of which the traceback is needed.

    `listening` names the setting that chooses the port which is listened on.
    """
    if isinstance(error, KeyFileUnusable):
        return Failure(f"security.key_file: {error}", WRONG_CONFIGURATION)
    sentence = _of_database(error) or _of_telegram(error) or _of_mail(error) or _of_machine(error, listening)
    return Failure(sentence) if sentence else None


def _of_database(error: Exception) -> str | None:
    # Imported here, as below: a command that goes well need not wait for any of it.
    from sqlalchemy.exc import DBAPIError, SQLAlchemyError

    from bot.running import DatabaseNotMigrated
    from storage.database import DatabaseUnavailable
    from storage.migrating import DatabaseIsNewer
    from storage.occupancy import DatabaseOccupied
    from storage.seals import ForeignKeyFile

    match error:
        case DatabaseOccupied() | DatabaseNotMigrated():
            return f"database.url: {error}"
        case DatabaseIsNewer():
            return (
                f"database.url: a later Casebell has used this database (revision {error}): "
                "install that version again, or put back the copy from before the update"
            )
        case ForeignKeyFile():
            return f"security.key_file: {error}: put back the key file that does"
        case DBAPIError():
            return f"database.url: the database cannot be used: {_first_line(error.orig or error)}"
        case SQLAlchemyError() | DatabaseUnavailable():
            return f"database.url: the database cannot be used: {_first_line(error)}"
        case ImportError(name="psycopg"):
            return "database.url: PostgreSQL needs one more package: run pip install '.[postgres]'"
    return None


def _of_telegram(error: Exception) -> str | None:
    from telegram.error import BadRequest, InvalidToken, NetworkError, TelegramError

    match error:
        case InvalidToken():
            # The library's own sentence repeats the token.
            return (
                "telegram.token: the Bot API server does not know this token: copy it again from @BotFather"
            )
        case BadRequest():
            return f"telegram: the Bot API server refused the start: {error.message}"
        case NetworkError():
            return f"telegram.api_url: the Bot API server cannot be reached ({error.message})"
        case TelegramError():
            return f"telegram: {error.message}"
    return None


def _of_mail(error: Exception) -> str | None:
    from bot.mail.smtp import MailServerUnreachable, ServerProblem

    if not isinstance(error, MailServerUnreachable):
        return None
    words = {
        ServerProblem.CONNECTION: "the mail server cannot be reached",
        ServerProblem.ENCRYPTION: "no encrypted connection to the mail server can be made",
        ServerProblem.LOGIN: "the mail server refuses the log-in",
        ServerProblem.SENDER: "the mail server refuses the address that mails come from",
    }
    return f"{error.problem.keys}: {words[error.problem]}"


def _of_machine(error: Exception, listening: str) -> str | None:
    from bot.telegram.listening import CannotListen

    match error:
        case CannotListen():
            return f"{listening}: {error}"
        case OSError(filename=str() as name, strerror=str() as why):
            return f"{name}: {why}"
        case OSError():
            return str(error)
    return None


def _first_line(error: BaseException) -> str:
    """Drivers add hints and links on further lines."""
    return str(error).strip().partition("\n")[0] or type(error).__name__
