"""QR pictures."""

from io import BytesIO


def qr_picture(content: str) -> bytes:
    """A QR code as PNG, large enough to be scanned from a screen."""
    # Imported here: only the set-up of an authenticator app needs it.
    import segno

    picture = BytesIO()
    segno.make_qr(content, error="m").save(picture, kind="png", scale=8, border=4)
    return picture.getvalue()
