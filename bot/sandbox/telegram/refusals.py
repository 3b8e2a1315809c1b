"""How the Bot API refuses: a status, a description, and sometimes what to do."""

from typing import Any


class Refusal(Exception):
    """A call that is not done. The description is worded as Telegram words it."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        """The answer's JSON (Bot API: making requests)."""
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(reason: str) -> Refusal:
    """400 with Telegram's wording."""
    return Refusal(400, f"Bad Request: {reason}")


def too_many_requests(seconds: int) -> Refusal:
    """429, to be obeyed exactly."""
    return Refusal(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
