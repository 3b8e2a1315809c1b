"""What all tables share."""

from sqlalchemy import Column, ForeignKey, MetaData

from storage.types import Id

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def account_column() -> Column[str]:
    """Whose a row is; it goes with the account."""
    return Column("account_id", Id, ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False)


def case_column() -> Column[str]:
    """Which case a row is of; it goes with the case."""
    return Column("case_id", Id, ForeignKey("cases.id", ondelete="CASCADE"), nullable=False)
