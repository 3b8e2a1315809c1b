"""The error answers of the Case Status API: the documented messages in the shapes they were seen in."""

import json
from typing import Any

from starlette.responses import Response

from bot.sandbox.case_faults import ErrorShape

MESSAGES = {
    401: "Invalid Access Token",
    404: (
        "Case Status Online does not recognize the receipt number entered. Please check your receipt number "
        "and try again. If you need further assistance, please call the USCIS Contact Center at "
        "1-800-375-5283."
    ),
    422: (
        "The application receipt number is not formatted correctly, It should be total of 13 characters "
        "(3 character prefix followed by 10 digits). Please check your receipt number and try again"
    ),
    429: "Spike Arrest Violation",
    503: (
        "The Case Status API Sandbox is unavailable at this time. Please retry your API request during "
        "normal operation hours M-F 7:00AM EST - 8:00 PM EST"
    ),
}
"""The API's messages word for word: a client must show them, so the sandbox must send them."""

_SEEN_IN = {401: ErrorShape.SPECIFIED, 404: ErrorShape.BARE, 422: ErrorShape.BARE, 429: ErrorShape.GATEWAY}


def error(status: int, *, shape: ErrorShape | None = None, retry_after: str | None = None) -> Response:
    """The error answer with HTTP `status`, in `shape` or the one that this status was seen in."""
    message = MESSAGES.get(status, "Internal Error")
    text = _written(status, message, shape or _SEEN_IN.get(status, ErrorShape.NESTED))
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    return Response(text, status, headers, media_type="application/json")


def _written(status: int, message: str, shape: ErrorShape) -> str:
    body: dict[str, Any]
    match shape:
        case ErrorShape.EMPTY:
            return ""
        case ErrorShape.SPECIFIED:
            body = {"code": status, "message": message}
        case ErrorShape.BARE:
            body = {"message": message}
        case ErrorShape.NESTED:
            return "\n\n" + json.dumps({"error": {"code": str(status), "message": message}})
        case ErrorShape.LISTED:
            about = {"category": "", "reference": "", "status": status, "traceId": "0"}
            body = {"errors": [{"code": str(status), "message": message, **about}]}
        case ErrorShape.GATEWAY:
            code = "policies.ratelimit.SpikeArrestViolation" if status == 429 else "messaging.adaptors.http"
            body = {"fault": {"faultstring": message, "detail": {"errorcode": code}}}
    return json.dumps(body)
