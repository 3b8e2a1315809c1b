"""Updates in, and the conversations that they move."""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table

from storage.schema.base import metadata
from storage.types import Moment, Sealed

inbox = Table(
    "inbox",
    metadata,
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("body", Sealed),  # the update; gone once it is done
    Column("answer", Sealed),  # what to say, decided and not yet said
    Column("attempts", Integer, nullable=False, default=0),
    Column("done_at", Moment),  # kept for a while, so that a repeated update is known
)
Index(
    "ix_inbox_waiting",
    inbox.c.chat_id,
    inbox.c.update_id,
    sqlite_where=inbox.c.done_at.is_(None),
    postgresql_where=inbox.c.done_at.is_(None),
)
Index("ix_inbox_done_at", inbox.c.done_at)

chats = Table(  # one row a chat: its dialogue, and who works on its updates just now
    "chats",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("dialogue", Sealed),
    Column(
        "serial", Integer, nullable=False, default=0
    ),  # grows with every step: old buttons are known by it
    Column("changed_at", Moment),
    Column("lease_owner", String(40)),
    Column("lease_until", Moment),
    Column("fence", BigInteger, nullable=False, default=0),
)

leases = Table(
    "leases",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("owner", String(40), nullable=False),
    Column("until", Moment, nullable=False),
    Column("fence", BigInteger, nullable=False),
)
