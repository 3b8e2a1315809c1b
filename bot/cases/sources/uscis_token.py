"""The access token of the Case Status API: OAuth 2 client credentials (RFC 6749 section 4.4)."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from bot.cases.sources.source import SourceGarbled, SourceRefusesUs
from bot.cases.sources.uscis_answers import read_token
from bot.cases.sources.uscis_wire import Request, UscisWire
from bot.clock import Clock

_MARGIN = timedelta(minutes=1)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class UscisAccess:
    """Where the API is and who we are to it.

    USCIS tells an operator the production addresses with the keys, so neither address has a default.
    `api_url` is the status address without the receipt number. `demo_id` is sent only while USCIS's
    production demonstration lasts.
    """

    token_url: str
    api_url: str
    client_id: str
    client_secret: str = field(repr=False)
    demo_id: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class AccessToken:
    """A token and when to stop using it, which is a little before it expires."""

    value: str = field(repr=False)
    use_until: datetime


class AccessTokens:
    """Holds the one token that all calls share, and fetches another when it is spent."""

    def __init__(self, wire: UscisWire, access: UscisAccess, clock: Clock) -> None:
        self._wire = wire
        self._access = access
        self._clock = clock
        self._token: AccessToken | None = None
        self._fetching = asyncio.Lock()

    async def current(self) -> AccessToken:
        """A token that is good for now. Whoever comes while one is being fetched waits for that one."""
        async with self._fetching:
            if self._token is None or self._clock.now() >= self._token.use_until:
                self._token = await self._fetch()
            return self._token

    def drop(self, refused: AccessToken) -> None:
        """Forget `refused`, unless another has taken its place already."""
        if self._token is refused:
            self._token = None

    async def _fetch(self) -> AccessToken:
        asked_at = self._clock.now()
        answer = await self._wire.ask(
            Request(
                "POST",
                self._access.token_url,
                headers={"Accept": "application/json"},
                form={
                    "grant_type": "client_credentials",
                    "client_id": self._access.client_id,
                    "client_secret": self._access.client_secret,
                },
            )
        )
        if 400 <= answer.status < 500:
            raise SourceRefusesUs(f"the token address answered {answer.status}")
        if answer.status != 200:
            raise SourceGarbled(f"the token address answered {answer.status}")
        granted = read_token(answer.body)
        log.debug("uscis.token_fetched", lasts_seconds=granted.lasts.total_seconds())
        return AccessToken(granted.value, asked_at + max(granted.lasts - _MARGIN, granted.lasts / 2))
