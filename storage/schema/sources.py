"""Outside services: what they allow, and how they do."""

from sqlalchemy import Column, Date, Integer, String, Table

from storage.schema.base import metadata
from storage.types import Moment

budgets = Table(  # what an outside service allows, counted over restarts and replicas
    "budgets",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("used", Integer, nullable=False),
)

source_states = Table(  # how an outside source does, as the watcher last found it
    "source_states",
    metadata,
    Column("name", String(16), primary_key=True),
    Column("trouble", String(32)),  # the last one's name
    Column("troubled_at", Moment),
    Column("away_since", Moment),  # nothing: it answers
    Column("paused_until", Moment),
)
