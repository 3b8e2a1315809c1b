"""Cases that the organisation itself keeps, and the ways to open one in full."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, String, Table

from storage.schema.base import account_column, case_column, metadata
from storage.types import Digest, Id, Moment, Sealed

registry_records = Table(  # cases that the organisation itself keeps
    "registry_records",
    metadata,
    Column("case_id", Id, ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True, nullable=False),
    Column("body", Sealed, nullable=False),
    Column("assigned_to", Id, ForeignKey("accounts.id", ondelete="SET NULL")),
    Column(
        "version", Integer, nullable=False, default=1
    ),  # grows with each change: tells changes that crossed
    Column("created_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("changed_by", Id, ForeignKey("accounts.id", ondelete="SET NULL")),
)
Index("ix_registry_records_assigned_to", registry_records.c.assigned_to)

registry_people = Table(  # who is in a case of the registry
    "registry_people",
    metadata,
    Column("id", Id, primary_key=True),
    case_column(),
    Column("role", String(16), nullable=False),
    Column("identity_digest", Digest, nullable=False),  # of the case, the legal name and the birth date
    Column("body", Sealed, nullable=False),
    Column("account_id", Id, ForeignKey("accounts.id", ondelete="SET NULL")),  # has shown to be this person
    Column("created_at", Moment, nullable=False),
    CheckConstraint(
        "role IN ('applicant', 'petitioner', 'beneficiary', 'dependent', 'representative')", name="role"
    ),
)
Index("ix_registry_people_case_id", registry_people.c.case_id)
Index("ix_registry_people_account_id", registry_people.c.account_id)

access_codes = Table(  # one-time codes from the staff that open a case in full
    "access_codes",
    metadata,
    Column("id", Id, primary_key=True),
    case_column(),
    Column("person_id", Id, ForeignKey("registry_people.id", ondelete="CASCADE")),
    Column("code_digest", Digest, nullable=False, unique=True),
    Column("made_by", Id, ForeignKey("accounts.id", ondelete="SET NULL")),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
    Column("used_at", Moment),
    Column("used_by", Id, ForeignKey("accounts.id", ondelete="SET NULL")),
    Column("withdrawn_at", Moment),
)
Index("ix_access_codes_case_id", access_codes.c.case_id)

link_requests = Table(  # a person asks the staff to open a case in full
    "link_requests",
    metadata,
    Column("id", Id, primary_key=True),
    account_column(),
    case_column(),
    Column("body", Sealed, nullable=False),
    Column("once_key", String(64), nullable=False, unique=True),
    Column("asked_at", Moment, nullable=False),
    Column("answer", String(16)),
    Column("answered_at", Moment),
    Column("answered_by", Id, ForeignKey("accounts.id", ondelete="SET NULL")),
    CheckConstraint("answer IN ('approved', 'refused', 'taken-back')", name="answer"),
)

_request_is_open = link_requests.c.answered_at.is_(None)
Index(
    "ix_link_requests_open",
    link_requests.c.account_id,
    link_requests.c.case_id,
    unique=True,
    sqlite_where=_request_is_open,
    postgresql_where=_request_is_open,
)
Index("ix_link_requests_case_id", link_requests.c.case_id)

import_mappings = Table(  # what the columns of a table held the last time that one like it came
    "import_mappings",
    metadata,
    Column("headings_digest", Digest, primary_key=True, nullable=False),
    Column("columns", Sealed, nullable=False),
    Column("changed_at", Moment, nullable=False),
)
