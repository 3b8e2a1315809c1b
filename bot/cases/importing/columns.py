"""Which column of a table holds what: by its heading, as case systems and offices name them."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Field(StrEnum):
    """What a column can hold. The value is its name in our own exports."""

    RECEIPT = "receipt_number"
    FORM = "form"
    CATEGORY = "category"
    STATUS = "status"
    STATUS_ON = "status_date"
    OFFICE = "office"
    RECEIVED_ON = "received_date"
    NOTICE_ON = "notice_date"
    PRIORITY_ON = "priority_date"
    VALID_FROM = "valid_from"
    VALID_TO = "valid_to"
    TRACKING = "tracking_number"
    A_NUMBER = "a_number"
    FILED_ONLINE = "filed_online"
    NAME = "applicant_name"
    BORN_ON = "applicant_birth_date"


_HEADINGS: Final[Mapping[Field, Sequence[str]]] = {
    Field.RECEIPT: ("receipt number", "receipt", "receipt no", "case number", "uscis receipt", "ioe number",
                    "numero de recibo", "recibo", "numero de caso"),
    Field.FORM: ("form", "form type", "form number", "case type", "formulario", "tipo de caso"),
    Field.CATEGORY: ("category", "class", "classification", "categoria", "clasificacion"),
    Field.STATUS: ("status", "case status", "current status", "estado", "estado del caso", "estatus"),
    Field.STATUS_ON: ("status date", "status since", "status as of", "date of status", "fecha de estado",
                      "fecha del estado"),
    Field.OFFICE: ("office", "uscis office", "service center", "field office", "oficina",
                   "centro de servicio"),
    Field.RECEIVED_ON: ("received date", "received", "receipt date", "date received", "filed date",
                        "fecha de recibo", "fecha de recepcion", "recibido"),
    Field.NOTICE_ON: ("notice date", "date of notice", "fecha de aviso", "fecha de notificacion"),
    Field.PRIORITY_ON: ("priority date", "fecha de prioridad"),
    Field.VALID_FROM: ("valid from", "validity start", "valido desde", "valida desde"),
    Field.VALID_TO: ("valid to", "valid until", "validity end", "expires", "valido hasta", "valida hasta"),
    Field.TRACKING: ("tracking number", "tracking", "usps tracking", "numero de rastreo", "rastreo"),
    Field.A_NUMBER: ("a number", "alien number", "alien registration number", "uscis number", "a no",
                     "numero a", "numero de extranjero"),
    Field.FILED_ONLINE: ("filed online", "online", "e filed", "presentado en linea", "en linea"),
    Field.NAME: ("applicant name", "applicant", "name", "full name", "legal name", "client", "client name",
                 "beneficiary", "nombre", "nombre completo", "nombre del solicitante", "solicitante",
                 "cliente"),
    Field.BORN_ON: ("applicant birth date", "birth date", "date of birth", "dob", "born",
                    "fecha de nacimiento", "nacimiento"),
}  # fmt: skip

DAYS: Final = frozenset(
    {
        Field.STATUS_ON,
        Field.RECEIVED_ON,
        Field.NOTICE_ON,
        Field.PRIORITY_ON,
        Field.VALID_FROM,
        Field.VALID_TO,
        Field.BORN_ON,
    }
)
LONGEST_HEADING: Final = 80  # characters


class ColumnTrouble(StrEnum):
    """Why a table's headings cannot be used."""

    NO_RECEIPT = "no-receipt"
    TWICE = "twice"
    """Two columns would hold the same."""
    NO_SUCH_COLUMN = "no-such-column"
    """A column was named that the table does not have."""
    NO_HEADINGS = "no-headings"


class BadColumns(Exception):
    """The headings cannot be used; `heading` is the one at fault, where it is one."""

    def __init__(self, trouble: ColumnTrouble, heading: str = "") -> None:
        super().__init__(f"{trouble}: {heading}" if heading else str(trouble))
        self.trouble = trouble
        self.heading = heading


@dataclass(frozen=True)
class Columns:
    """Where in a row each field stands, and the headings that mean nothing to us."""

    places: Mapping[Field, int]
    headings: Mapping[Field, str]
    passed_over: Sequence[str]
    width: int
    """How many columns the table has."""
    known_by: str
    """The same for tables with the same headings."""


def match_columns(headings: Sequence[str], chosen: Mapping[str, str]) -> Columns:
    """Find the field of each column: as it was `chosen` (heading to field, "" for none), else by its name.

    Raises BadColumns.
    """
    plain = [normal(each) for each in headings]
    if not any(plain):
        raise BadColumns(ColumnTrouble.NO_HEADINGS)
    wanted = {normal(heading): field for heading, field in chosen.items()}
    for heading in wanted:
        if heading not in plain:
            raise BadColumns(ColumnTrouble.NO_SUCH_COLUMN, heading)
    taken = {field for field in wanted.values() if field}
    places: dict[Field, int] = {}
    passed_over = []
    for place, name in enumerate(plain):
        field = _field(name, wanted, taken)
        if field is None:
            passed_over += [headings[place].strip()[:LONGEST_HEADING]] if name else []
        elif field in places:
            raise BadColumns(ColumnTrouble.TWICE, headings[place].strip()[:LONGEST_HEADING])
        else:
            places[field] = place
    if Field.RECEIPT not in places:
        raise BadColumns(ColumnTrouble.NO_RECEIPT)
    named = {field: headings[place].strip()[:LONGEST_HEADING] for field, place in places.items()}
    return Columns(places, named, passed_over, len(headings), heading_set(headings))


def normal(heading: str) -> str:
    """A heading as it is compared: without capitals, accents and signs."""
    decomposed = unicodedata.normalize("NFKD", heading.casefold())
    plain = "".join(each for each in decomposed if not unicodedata.combining(each))
    return " ".join("".join(each if each.isalnum() else " " for each in plain).split())


def heading_set(headings: Iterable[str]) -> str:
    """What a table is known again by: its headings, in whatever order."""
    return "\n".join(sorted({normal(each) for each in headings} - {""}))


def _field(name: str, wanted: Mapping[str, str], taken: set[str]) -> Field | None:
    if name in wanted:
        return Field(wanted[name]) if wanted[name] else None
    field = _BY_HEADING.get(name)
    return None if field in taken else field


_BY_HEADING: Final = {
    normal(heading): field for field, known in _HEADINGS.items() for heading in (field.value, *known)
}
