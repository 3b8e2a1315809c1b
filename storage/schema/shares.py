"""Cases that an account lets a representative see."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, String, Table

from storage.schema.base import account_column, case_column, metadata
from storage.types import Digest, Id, Moment, Sealed

shares = Table(  # an account lets a representative see some of its cases
    "shares",
    metadata,
    Column("id", Id, primary_key=True),
    account_column(),
    Column("representative_id", Id, ForeignKey("accounts.id", ondelete="CASCADE")),  # nobody yet: invited
    Column("kind", String(16), nullable=False),
    Column("rights", String(48), nullable=False),
    Column("body", Sealed, nullable=False),  # what each calls the other
    Column("code_digest", Digest, unique=True),
    Column("code_until", Moment),
    Column("once_key", String(64), nullable=False, unique=True),
    Column("created_at", Moment, nullable=False),
    Column("accepted_at", Moment),
    Column("ends_at", Moment),
    Column("ended_at", Moment),
    Column("ended_by", String(16)),  # owner, representative, or time
    CheckConstraint("kind IN ('attorney', 'accredited', 'relative')", name="kind"),
)
Index("ix_shares_account_id", shares.c.account_id)
Index("ix_shares_representative_id", shares.c.representative_id)

share_cases = Table(
    "share_cases",
    metadata,
    Column("share_id", Id, ForeignKey("shares.id", ondelete="CASCADE"), primary_key=True, nullable=False),
    Column("case_id", Id, ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True, nullable=False),
)
Index("ix_share_cases_case_id", share_cases.c.case_id)

share_views = Table(  # append-only: who looked at what, and when
    "share_views",
    metadata,
    Column("id", Id, primary_key=True),
    Column("share_id", Id, ForeignKey("shares.id", ondelete="CASCADE"), nullable=False),
    case_column(),
    Column("at", Moment, nullable=False),
    Column("what", String(24), nullable=False),
)
Index("ix_share_views_share_id_at", share_views.c.share_id, share_views.c.at)
Index("ix_share_views_case_id", share_views.c.case_id)
