"""Which new passwords are taken, and why the others are not."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.accounts.password_rules import (
    MAX_LENGTH,
    MIN_LENGTH,
    Weakness,
    WeakPassword,
    has_edge_space,
    personal_words,
    require_strong_password,
)

ANA = personal_words(
    names=("Ana María", "López García"),
    username="ana.lopez_90",
    email="anita+casa@correo.example.org",
    birth_date=date(1990, 5, 23),
)


def weakness(password: str) -> Weakness | None:
    try:
        require_strong_password(password, ANA)
    except WeakPassword as weak:
        return weak.reason
    return None


@pytest.mark.parametrize(
    "password",
    [
        "siete gatos en el tejado",
        "sunny-tuesday-boats-42",
        "Xk9#mQ2$vL7p",
        "кот сидит на крыше дома",
        "四只猫坐在屋顶上看月亮等天亮",
        "القط ينام فوق السطح القديم",
        "bananas-walk-7-times",
        "%^&*()_+~|}{:?><",
        " edges are kept as typed ",
    ],
)
def test_long_phrases_and_random_characters_are_taken(password: str) -> None:
    assert weakness(password) is None


@pytest.mark.parametrize(
    "password",
    [
        "Password1234!",
        "p@$$w0rd1234",
        "MyPassword2024!",
        "correct horse battery staple",
        "qwertyuiopasdf",
        "contraseña123",
        "contrasena123",
        "c0ntr@señ@2024",
        "TeQuieroMucho1",
        "пароль123456",
        "йцукенгшщзхъ",
        "mot de passe 2024",
        "mwenrenmenw2020",
        "مرحبا مرحبا 123",
        "पासवर्ड पासवर्ड",
        "Casebell2024!",
        "Green card 2024",
    ],
)
def test_what_everybody_tries_first_is_common_in_every_language(password: str) -> None:
    assert weakness(password) is Weakness.COMMON


@pytest.mark.parametrize(
    "password",
    [
        "AnaLopez1990!",
        "Ana María López García",
        "ana-maria-lopez",
        "23051990lopez",
        "garcia05231990",
        "anita.casa.90",
        "Te amo Ana 2020!",
        "l0pezg4rcia12",
    ],
)
def test_what_those_who_know_the_person_try_first_is_personal(password: str) -> None:
    assert weakness(password) is Weakness.PERSONAL


@pytest.mark.parametrize(
    "phrase",
    [
        "house and home",
        "i love my family so much",
        "ilovemyfamilysomuch",
        "I love my family 2024!",
        "my green card is coming soon",
        "God is my shepherd",
        "sandbox immigration center",
        "Sandbox legal aid",
        "casa y familia",
        "te quiero mucho mi amor",
        "mi familia es mi vida",
        "dios es mi pastor nada me faltara",
        "mi tarjeta verde llega pronto",
        "Ana loves her family",
    ],
)
def test_a_phrase_of_words_that_anybody_would_think_of_is_refused(phrase: str) -> None:
    with pytest.raises(WeakPassword):
        require_strong_password(phrase, ANA, "Sandbox Legal Aid")


@pytest.mark.parametrize(
    "phrase",
    [
        "purple tractor sings low",
        "my family eats purple tractors",
        "tejado de siete tortugas",
        "mi abuela baila con pingüinos",
        "casa zapato nube martillo",
        "the green tractor is coming soon",
        "lost umbrella at the station",
        "mariposastejadopatines",
    ],
)
def test_one_word_that_nobody_expects_makes_a_phrase_good(phrase: str) -> None:
    require_strong_password(phrase, ANA, "Sandbox Legal Aid")


def test_the_name_of_the_house_is_expected_in_that_house_only() -> None:
    require_strong_password("harbour quince family", (), "Sandbox Legal Aid")
    with pytest.raises(WeakPassword) as weak:
        require_strong_password("harbour quince family", (), "Harbour Quince Legal Aid")
    assert weak.value.reason is Weakness.EVERYDAY


def test_the_same_words_are_fine_for_somebody_else() -> None:
    require_strong_password("ana-maria-lopez-r7", ())


@pytest.mark.parametrize("password", ["aaaaaaaaaaaaaa", "abcabcabcabcabc", "лололололололо"])
def test_one_thing_over_and_over_is_repeated(password: str) -> None:
    assert weakness(password) is Weakness.REPEATED


@pytest.mark.parametrize("password", ["abcdefghijklm", "asdfghjkl;'zxcv", "december 2001"])
def test_patterns_are_guessable(password: str) -> None:
    assert weakness(password) is Weakness.GUESSABLE


@pytest.mark.parametrize("length", [0, 1, MIN_LENGTH - 1])
def test_too_short_says_by_how_much(length: int) -> None:
    with pytest.raises(WeakPassword) as weak:
        require_strong_password("Xk9#mQ2$vL7p"[:length], ())
    assert (weak.value.reason, weak.value.by) == (Weakness.TOO_SHORT, MIN_LENGTH - length)


@pytest.mark.parametrize("length", [MAX_LENGTH + 1, 4096])
def test_too_long_says_by_how_much(length: int) -> None:
    with pytest.raises(WeakPassword) as weak:
        require_strong_password(("Xk9#mQ2$vL7p" * 400)[:length], ())
    assert (weak.value.reason, weak.value.by) == (Weakness.TOO_LONG, length - MAX_LENGTH)


def test_length_is_counted_in_composed_characters() -> None:
    eleven = unicodedata.normalize("NFD", "áéíóúñçüàèì")
    assert len(eleven) > MIN_LENGTH
    assert weakness(eleven) is Weakness.TOO_SHORT
    longest = unicodedata.normalize("NFD", "ñandú güero: ¿qué pasó? " * 8)[:MAX_LENGTH]
    assert weakness(longest) is not Weakness.TOO_LONG


@pytest.mark.parametrize("unreadable", ["\n", "\x00", "\x7f", "\u0085", "\ud83d"])
def test_control_characters_are_refused(unreadable: str) -> None:
    assert weakness(f"siete gatos{unreadable}en el tejado") is Weakness.UNREADABLE


def test_the_error_does_not_repeat_the_password() -> None:
    with pytest.raises(WeakPassword) as weak:
        require_strong_password("AnaLopez1990!", ANA)
    assert "Lopez" not in f"{weak.value} {weak.value!r} {weak.value.args}"


def test_many_symbols_that_could_be_letters_are_still_judged() -> None:
    assert weakness("4@8({[<369&#!1/|0$5+7%2") is None
    assert weakness("(0rr3(t{0rr3{t1|!") is not None, "correct, twice, in more ways than are tried"


@given(st.text(max_size=200))
def test_whatever_is_written_there_is_an_answer_and_accepted_ones_keep_the_lengths(password: str) -> None:
    if weakness(password) is None:
        assert MIN_LENGTH <= len(unicodedata.normalize("NFC", password)) <= MAX_LENGTH


@pytest.mark.parametrize(
    ("password", "edge"), [(" a phrase", True), ("a phrase ", True), ("a phrase", False), ("\u00a0a", True)]
)
def test_a_space_at_either_end_is_noticed(password: str, edge: bool) -> None:
    assert has_edge_space(password) is edge


def test_personal_words_are_parts_with_and_without_accents_and_ways_to_write_the_date() -> None:
    assert {
        "maría",
        "maria",
        "lópezgarcía",
        "lopez",
        "anita",
        "correo",
        "1990",
        "23051990",
        "05231990",
    } <= set(ANA)
    assert all(len(word) >= 3 for word in ANA)
    assert personal_words() == ()
