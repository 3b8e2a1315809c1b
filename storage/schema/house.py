"""The house itself."""

from sqlalchemy import Column, String, Table

from storage.schema.base import metadata
from storage.types import Sealed

seals = Table(  # a known value under the key of the day, to tell at start when the key file is not ours
    "seals",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", Sealed, nullable=False),
)
