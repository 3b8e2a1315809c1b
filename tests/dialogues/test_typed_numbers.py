"""What people type for a receipt number: read past, offered, or refused with the reason that helps.

One conversation serves the whole table: each row begins with /link.
"""

from collections.abc import AsyncIterator

import pytest

from bot.sandbox.sandbox import Sandbox
from tests.dialogues.person import Person

RECEIPT = "IOE0912345678"
PRINTED = "IOE-09-123-45678"


@pytest.fixture(scope="module")
async def ana(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Person]:
    async with Sandbox(tmp_path_factory.mktemp("numbers"), hurried=True) as sandbox:
        sandbox.desk.has(RECEIPT, "Case Was Received", form="I-765")
        ana = Person(sandbox, "Ana")
        await ana.is_logged_in()
        yield ana


@pytest.mark.parametrize(
    "written",
    [
        "ioe0912345678",
        "IOE-09-123-45678",
        " IOE 0912 345 678 ",
        "IOE–09–123–45678.",
        "ＩＯＥ０９１２３４５６７８",
        "#IOE0912345678",
        "IOE٠٩١٢٣٤٥٦٧٨",
        "IOE\u200b0912345678\u200f",
        "I O E 0 9 1 2 3 4 5 6 7 8",
    ],
)
async def test_what_is_only_decoration_is_read_past(ana: Person, written: str) -> None:
    await ana.sends("/link")
    await ana.sends(written)
    assert "Case Was Received" in ana.last


@pytest.mark.parametrize(
    "written",
    [
        "IOE09I2345678",
        "IOEO912345678",
        "10E0912345678",
        "IOE0912345G78 or no: IOE0912345678",
        "Hello, my number is ioe0912345678. Thank you!",
        "USCIS: the status of your case IOE-09-123-45678 was updated.\nDo not reply to this message.",
    ],
)
async def test_a_number_that_can_only_be_made_out_is_offered_first(ana: Person, written: str) -> None:
    await ana.sends("/link")
    await ana.sends(written)
    assert f"Did you mean {PRINTED}?" in ana.last
    await ana.presses("Yes, that is it")
    assert "Case Was Received" in ana.last


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("A123456789", "an A-Number. It names a person, not a case"),
        ("0123 4567 8901", "a USCIS online account number"),
        ("9405 5118 9956 0000 0000 00", "a number for tracking mail"),
        ("IOE09123456", "2 characters are missing"),
        ("IOE091234567", "One character is missing"),
        ("IOE09123456789", "one character too many"),
        ("IOE0912345678901", "3 characters too many"),
        ("IOE0912345678 IOE0912345679", "13 characters too many"),
        ("0912345678", "three letters at the beginning are missing"),
        ("1230912345678", "begins with three letters"),
        ("IOE09123X5678", "there can only be digits"),
        ("EAC2899912345", "The year in this number has not come yet"),
        ("IOE/0912345678", "signs in it that no receipt number has"),
        ("I do not know it", "ten digits. I see none"),
        ("- -", "I need a receipt number"),
    ],
)
async def test_what_is_no_receipt_number_is_told_apart_and_asked_again(
    ana: Person, written: str, said: str
) -> None:
    await ana.sends("/link")
    await ana.sends(written)
    assert ana.sees(said)
    assert "What is the receipt number" in ana.last
    await ana.sends(RECEIPT)
    assert "Case Was Received" in ana.last
