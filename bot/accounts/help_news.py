"""What is told of a request to the staff: to the chat that asked, to the account's address and its chats."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.clock import Clock
from storage.accounts import Account
from storage.database import Transaction
from storage.deliveries import NewDelivery, add_deliveries, drop_waiting
from storage.ids import Ids
from storage.recovery_requests import RecoveryRequest

_READY = "help-ready"


class HelpNews:
    """Puts the news into the outbox, within the transaction of what they tell."""

    def __init__(self, clock: Clock, ids: Ids) -> None:
        self._clock = clock
        self._ids = ids

    async def mail(
        self,
        tx: Transaction,
        kind: str,
        request: RecoveryRequest,
        account: Account,
        more: Mapping[str, str],
        due_at: datetime | None = None,
    ) -> None:
        """To the account's address, in its own language."""
        body = {
            **self._body(request),
            **more,
            "address": account.personal.email,
            "name": account.personal.legal_name,
            "language": account.language,
            "zone": account.zone or "",
        }
        await self._add(
            tx,
            NewDelivery(
                f"{kind}:{request.id}:mail",
                kind,
                "email",
                body,
                account_id=account.id,
                due_at=due_at,
                expires_at=request.expires_at,
            ),
        )

    async def to_chats(
        self, tx: Transaction, kind: str, request: RecoveryRequest, account: Account, chats: Sequence[int]
    ) -> None:
        """To chats of the account, in its own language."""
        body = {**self._body(request), "language": account.language, "zone": account.zone or ""}
        for chat_id in chats:
            once = f"{kind}:{request.id}:{chat_id}"
            await self._add(
                tx, NewDelivery(once, kind, "telegram", body, account_id=account.id, chat_id=chat_id)
            )

    async def to_asker(
        self, tx: Transaction, kind: str, request: RecoveryRequest, due_at: datetime | None = None
    ) -> None:
        """To the chat that asked, in the language in which it did: it may be no chat of the account yet."""
        await self._add(
            tx,
            NewDelivery(
                f"{kind}:{request.id}:{request.chat_id}",
                kind,
                "telegram",
                self._body(request),
                account_id=request.account_id,
                chat_id=request.chat_id,
                due_at=due_at,
                expires_at=request.expires_at,
            ),
        )

    async def drop(self, tx: Transaction, request: RecoveryRequest) -> None:
        """Do not say any more that a new password may be chosen."""
        await drop_waiting(tx, request.account_id, _READY, self._clock.now())

    def _body(self, request: RecoveryRequest) -> dict[str, str]:
        moments = {"ready": request.ready_at, "until": request.expires_at}
        return {
            "request": request.id,
            "number": request.number,
            "telegram_name": request.body["telegram_name"],
            "language": request.body["language"],
            "at": self._clock.now().isoformat(),
            "why": request.decision.get("why", ""),
            **{name: at.isoformat() for name, at in moments.items() if at},
        }

    async def _add(self, tx: Transaction, delivery: NewDelivery) -> None:
        await add_deliveries(tx, self._ids, self._clock.now(), [delivery])
