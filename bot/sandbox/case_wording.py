"""What the sandbox's cases say: descriptions in English and Spanish, in words of our own.

The titles are those that USCIS uses; the sentences only have the shape of theirs: a date, the form, the
receipt number, HTML links.
"""

from datetime import date

from babel.dates import format_date

TITLES: dict[str, str] = {
    "Case Was Received": "Recibimos su caso",
    "Fingerprint Fee Was Received": "Recibimos la tarifa de huellas dactilares",
    "Fingerprint and Biometrics Appointment Was Scheduled": "Su cita de datos biométricos fue programada",
    "Case Was Updated To Show Fingerprints Were Taken": "Sus huellas dactilares fueron tomadas",
    "Case Is Being Actively Reviewed By USCIS": "USCIS está revisando su caso",
    "Request for Initial Evidence Was Sent": "Enviamos una solicitud de evidencia",
    "Response To USCIS' Request For Evidence Was Received": "Recibimos su respuesta a nuestra solicitud",
    "Case Was Transferred And A New Office Has Jurisdiction": "Su caso fue transferido a otra oficina",
    "Case is Ready to Be Scheduled for An Interview": "Su caso está listo para programar una entrevista",
    "Interview Was Scheduled": "Su entrevista fue programada",
    "Case Was Approved": "Su caso fue aprobado",
    "Case Approval Was Affirmed": "La aprobación de su caso fue confirmada",
    "New Card Is Being Produced": "Su tarjeta está en producción",
    "Card Was Mailed To Me": "Su tarjeta fue enviada por correo",
    "Card Was Delivered To Me By The Post Office": "El correo entregó su tarjeta",
    "Oath Ceremony Notice Was Mailed": "Enviamos el aviso de su ceremonia de juramento",
    "Case Was Denied": "Su caso fue denegado",
    "Case Was Reopened": "Su caso fue reabierto",
    "Case Rejected Because I Sent An Incorrect Fee": "Su caso fue rechazado por una tarifa incorrecta",
}
"""Statuses in the order in which a case may well go through them, with their Spanish titles."""

_ASKED = (
    "The letter says what to send and by which day.",
    "La carta dice qué debe enviar y hasta qué día.",
)
_INVITED = (
    "The letter gives the day, the place and what to bring.",
    "La carta indica el día, el lugar y lo que debe llevar.",
)
_WAITING = (
    "Nothing is needed from you for now.",
    "Por ahora no tiene que hacer nada.",
)
_DECIDED = (
    "The letter explains the decision.",
    "La carta explica la decisión.",
)
_NEXT: dict[str, tuple[str, str]] = {
    "Fingerprint and Biometrics Appointment Was Scheduled": _INVITED,
    "Request for Initial Evidence Was Sent": _ASKED,
    "Interview Was Scheduled": _INVITED,
    "Oath Ceremony Notice Was Mailed": _INVITED,
    "Case Was Approved": _DECIDED,
    "Case Was Denied": _DECIDED,
    "Case Rejected Because I Sent An Incorrect Fee": _DECIDED,
}
_LINK = '<a href="https://www.uscis.gov/addresschange" target="_blank">{words}</a>'


def title_in_spanish(title: str) -> str:
    """The Spanish title; of a status that the sandbox has no Spanish for, the English one."""
    return TITLES.get(title, title)


def sentences(title: str, *, form: str) -> tuple[str, str]:
    """A past status as a sentence, in English and in Spanish."""
    return (
        f"The status of your Form {form} became “{title}”.",
        f"El estado de su Formulario {form} cambió a «{title_in_spanish(title)}».",
    )


def describe(title: str, *, form: str, receipt: str, on: date) -> tuple[str, str]:
    """The description in English and in Spanish, with the markup that the real ones have."""
    english, spanish = _NEXT.get(title, _WAITING)
    return (
        f"On {format_date(on, 'MMMM d, y', locale='en')}, the status of your Form {form}, Receipt Number "
        f"{receipt}, became &ldquo;{title}&rdquo;. {english} If you move, go to "
        f"{_LINK.format(words='our change-of-address page')} &amp; tell us.",
        f"El {format_date(on, 'long', locale='es')}, el estado de su Formulario {form}, número de recibo "
        f"{receipt}, cambió a &laquo;{title_in_spanish(title)}&raquo;. {spanish} Si se muda, visite "
        f"{_LINK.format(words='la página de cambio de dirección')} y avísenos.",
    )
