"""Addresses, part by part: as strict as their country, and no stricter."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.accounts.addresses import (
    Address,
    AddressPart,
    AddressProblem,
    BadAddress,
    lines,
    read_country,
    read_part,
)

STREET, REGION, CODE = AddressPart.STREET, AddressPart.REGION, AddressPart.POSTAL_CODE


@pytest.mark.parametrize(
    ("written", "code"),
    [
        *((written, "US") for written in ("USA", "u.s.a.", "United States", "Estados Unidos", "EE. UU.")),
        *((written, "MX") for written in ("Mexico", "méxico", " MÉXICO ")),
        *((written, "CA") for written in ("Canada", "Canadá")),
        *(("Guatemala", "GT"), ("Côte d’Ivoire", "CI"), ("South Korea", "KR"), ("Corea del Sur", "KR")),
        *(("República Dominicana", "DO"), ("England", "GB")),
    ],
)
def test_a_country_is_known_by_its_names_in_english_and_spanish(written: str, code: str) -> None:
    assert read_country(written) == code


@pytest.mark.parametrize(
    ("part", "country", "written", "kept"),
    [
        *((REGION, "US", written, "CA") for written in ("CA", "ca", "California", " california. ")),
        *((REGION, "US", written, "NY") for written in ("New York", "Nueva York")),
        *((REGION, "US", written, "DC") for written in ("D.C.", "Washington, D.C.", "District of Columbia")),
        (REGION, "US", "Puerto Rico", "PR"),
        (REGION, "CA", "québec", "QC"),
        (REGION, "MX", "cdmx", "Ciudad de México"),
        (REGION, "MX", "michoacan", "Michoacán"),
        (REGION, "GT", "Alta Verapaz", "Alta Verapaz"),
        *((CODE, "US", written, "90012") for written in ("90012", " 90012 ", "９００１２")),
        *((CODE, "US", written, "90012-1234") for written in ("90012-1234", "900121234", "90012 1234")),
        *((CODE, "CA", written, "K1A 0B1") for written in ("k1a0b1", "K1A 0B1", "K1A-0B1")),
        (CODE, "MX", "44100", "44100"),
        (CODE, "GB", "sw1a 1aa", "SW1A 1AA"),
        (STREET, "US", "  123   Main St. #4 ", "123 Main St. #4"),
        (STREET, "ET", "ቦሌ መንገድ 12", "ቦሌ መንገድ 12"),
    ],
)
def test_a_part_is_kept_in_its_countrys_own_form(
    part: AddressPart, country: str, written: str, kept: str
) -> None:
    assert read_part(part, written, country) == kept


@pytest.mark.parametrize(
    ("part", "country", "written", "reason"),
    [
        (REGION, "US", "Ontario", AddressProblem.STATE),
        (REGION, "CA", "Texas", AddressProblem.PROVINCE),
        (REGION, "MX", "Texas", AddressProblem.MEXICAN_STATE),
        *((CODE, "US", written, AddressProblem.ZIP) for written in ("9001", "90012-12", "ABCDE", "9001O")),
        *((CODE, "CA", written, AddressProblem.CANADIAN_CODE) for written in ("D1A 0B1", "90012")),
        (CODE, "MX", "4410", AddressProblem.MEXICAN_CODE),
        (STREET, "US", "   ", AddressProblem.EMPTY),
        (STREET, "US", "#", AddressProblem.CHARACTERS),
        *(
            (STREET, "US", written, AddressProblem.CHARACTERS)
            for written in ("1 Main\nStreet", "1 Main\x00", "1 \u202eniaM", "<b>1 Main</b>", "1 Main 🏠")
        ),
        (STREET, "US", "1" * 81, AddressProblem.TOO_LONG),
        (STREET, "US", "1" * 5000, AddressProblem.TOO_LONG),
        (AddressPart.UNIT, "US", "4" * 21, AddressProblem.TOO_LONG),
        (AddressPart.CITY, "US", "x" * 61, AddressProblem.TOO_LONG),
    ],
)
def test_what_is_no_part_of_an_address_is_refused_with_the_reason(
    part: AddressPart, country: str, written: str, reason: AddressProblem
) -> None:
    """R15 and R17: one line, bounded, without control characters and markup."""
    with pytest.raises(BadAddress) as refused:
        read_part(part, written, country)
    assert refused.value.reason is reason


@pytest.mark.parametrize("written", ["Atlantis", "12", "U", "001", "Europe", "European Union"])
def test_what_is_no_country_is_refused(written: str) -> None:
    with pytest.raises(BadAddress) as refused:
        read_country(written)
    assert refused.value.reason is AddressProblem.COUNTRY


@pytest.mark.parametrize("written", ["PO Box 12", "P.O. Box 12", "po  box 12", "Apartado Postal 3"])
def test_nobody_lives_in_a_po_box_but_letters_go_there(written: str) -> None:
    assert read_part(STREET, written, "US")
    with pytest.raises(BadAddress) as refused:
        read_part(STREET, written, "US", lives_there=True)
    assert refused.value.reason is AddressProblem.PO_BOX


@pytest.mark.parametrize(
    ("address", "written"),
    [
        (
            Address("US", "123 Main St", "Apt 4B", "Los Angeles", "CA", "90012"),
            ("123 Main St, Apt 4B", "Los Angeles, CA 90012"),
        ),
        (
            Address("MX", "Av. Juárez 5", "", "Guadalajara", "Jalisco", "44100"),
            ("Av. Juárez 5", "44100 Guadalajara, Jalisco"),
        ),
        (Address("GT", "5a Calle 3", "", "Cobán", "", ""), ("5a Calle 3", "Cobán")),
    ],
)
def test_an_address_is_written_as_in_its_country(address: Address, written: tuple[str, ...]) -> None:
    assert lines(address) == written


@given(st.sampled_from(AddressPart), st.sampled_from(["US", "CA", "MX", "GT"]), st.text(max_size=100))
def test_whatever_is_kept_is_one_clean_line_that_is_kept_again(
    part: AddressPart, country: str, written: str
) -> None:
    try:
        kept = read_part(part, written, country)
    except BadAddress:
        return
    assert all(unicodedata.category(each)[0] not in "CZ" or each == " " for each in kept)
    assert read_part(part, kept, country) == kept
