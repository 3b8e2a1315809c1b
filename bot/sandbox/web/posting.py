"""What the page posts: JSON of a known shape in, JSON out, and mistakes said in words."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route


class WrongPost(Exception):
    """What was posted cannot be done; the text says why, to the person at the page."""


class Said(BaseModel):
    """The shape of something posted: nothing missing, nothing more, no value of another kind."""

    model_config = ConfigDict(extra="forbid", strict=True, str_strip_whitespace=True, frozen=True)


_Said = TypeVar("_Said", bound=Said)


def said_at(path: str, shape: type[_Said], do: Callable[[Mapping[str, Any], _Said], Awaitable[Any]]) -> Route:
    """A route for JSON of this shape; `do` gets the parameters of the path, and what was said."""

    async def read_and_do(request: Request) -> Any:
        try:
            said = shape.model_validate_json(await request.body())
        except ValidationError as mistakes:
            raise WrongPost(_in_words(mistakes)) from None
        return await do(request.path_params, said)

    return posted_to(path, read_and_do)


def posted_to(path: str, do: Callable[[Request], Awaitable[Any]]) -> Route:
    """A route for anything posted; what `do` returns goes back as JSON, and a WrongPost as a 400."""

    async def answer(request: Request) -> Response:
        try:
            return JSONResponse(await do(request))
        except WrongPost as wrong:
            return JSONResponse({"problem": str(wrong)}, 400)

    return Route(path, answer, methods=["POST"])


def _in_words(mistakes: ValidationError) -> str:
    return "; ".join(
        ": ".join((*map(str, each["loc"]), each["msg"]))
        for each in mistakes.errors(include_url=False, include_input=False)
    )
