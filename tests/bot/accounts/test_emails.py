"""E-mail addresses: what reaches somebody, what is one address, and what was probably mistyped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.accounts.emails import BadEmail, EmailAddress, EmailProblem, MistypedEmail, read_email


def test_an_address_is_shown_as_written_and_found_in_any_case() -> None:
    assert read_email(" Ana.Lopez+uscis@GMail.com\n") == EmailAddress(
        shown="Ana.Lopez+uscis@gmail.com", key="ana.lopez+uscis@gmail.com"
    )


def test_a_domain_in_other_letters_is_kept_as_mail_servers_write_it() -> None:
    assert read_email("ana@exämple.de").shown == "ana@xn--exmple-cua.de"


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", EmailProblem.NOT_AN_ADDRESS),
        ("ana", EmailProblem.NOT_AN_ADDRESS),
        ("ana@", EmailProblem.NOT_AN_ADDRESS),
        ("ana@localhost", EmailProblem.NOT_AN_ADDRESS),
        ("ana@example", EmailProblem.NOT_AN_ADDRESS),
        ("ana@[127.0.0.1]", EmailProblem.NOT_AN_ADDRESS),
        ("Ana <ana@example.com>", EmailProblem.NOT_AN_ADDRESS),
        ("ana@example.com, eva@example.com", EmailProblem.NOT_AN_ADDRESS),
        ("ana@example.com\r\nBcc: eva@example.com", EmailProblem.NOT_AN_ADDRESS),
        ("ana\r\n@example.com", EmailProblem.NOT_AN_ADDRESS),
        ("ana\x00@example.com", EmailProblem.NOT_AN_ADDRESS),
        ("añá@example.com", EmailProblem.NOT_ASCII),
        ("ａｎａ@example.com", EmailProblem.NOT_ASCII),
        ("a" * 65 + "@example.com", EmailProblem.NOT_AN_ADDRESS),
        ("ana@" + "a." * 150 + "com", EmailProblem.TOO_LONG),
    ],
)
def test_what_no_mail_can_reach_is_refused(written: str, reason: EmailProblem) -> None:
    with pytest.raises(BadEmail) as bad:
        read_email(written)
    assert bad.value.reason is reason
    assert bad.value.__cause__ is None
    assert "ana" not in str(bad.value).replace("not-an-address", "")


@pytest.mark.parametrize(
    ("domain", "likely"),
    [
        ("gmial.com", "gmail.com"),
        ("gmal.com", "gmail.com"),
        ("gmaill.com", "gmail.com"),
        ("gnail.com", "gmail.com"),
        ("gmail.con", "gmail.com"),
        ("gmial.con", "gmail.com"),
        ("hotmial.com", "hotmail.com"),
        ("hotmai.es", "hotmail.es"),
        ("yaho.com.mx", "yahoo.com.mx"),
        ("outlok.com", "outlook.com"),
        ("iclould.com", "icloud.com"),
        ("aol.cmo", "aol.com"),
    ],
)
def test_a_slip_in_a_common_domain_is_offered_and_never_applied(domain: str, likely: str) -> None:
    with pytest.raises(MistypedEmail) as mistyped:
        read_email(f"Ana@{domain}")
    assert mistyped.value.suggestion == EmailAddress(f"Ana@{likely}", f"ana@{likely}")
    assert mistyped.value.as_written == EmailAddress(f"Ana@{domain}", f"ana@{domain}")
    assert "ana" not in str(mistyped.value).casefold()


@pytest.mark.parametrize(
    "domain",
    [
        "gmail.com",
        "mail.com",
        "email.com",
        "ymail.com",
        "gmx.com",
        "me.com",
        "yahoo.es",
        "example.com",
        "sol.com",
        "gmail.example.org",
        "lawfirm.co",
    ],
)
def test_domains_that_may_well_be_meant_are_not_questioned(domain: str) -> None:
    assert read_email(f"ana@{domain}").shown == f"ana@{domain}"


@pytest.mark.requirement("R16")
@given(
    st.one_of(
        st.text(max_size=300),
        st.emails(),
        st.builds("{}@{}".format, st.text(max_size=20), st.text(max_size=20)),
    )
)
def test_whatever_is_written_only_plain_ascii_addresses_come_out(written: str) -> None:
    try:
        address = read_email(written)
    except MistypedEmail as mistyped:
        address, suggestion = mistyped.as_written, mistyped.suggestion
        assert read_email(suggestion.shown) == suggestion
    except BadEmail:
        return
    assert address.shown.isascii()
    assert address.shown.isprintable()
    assert " " not in address.shown
    assert address.key == address.shown.casefold()
    assert len(address.shown) <= 254
