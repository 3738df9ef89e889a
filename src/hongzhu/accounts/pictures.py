"""The QR code of an authenticator."""

from typing import Final

import segno
from markupsafe import Markup

MODULE: Final = 4
"""pixels of one module"""
QUIET: Final = 4
"""modules of white around it"""


def qr_code(text: str, name: str) -> Markup:
    """Return a QR code as inline SVG, named for those who cannot see it; nothing the page's policy refuses."""
    rows = [bytes(row) for row in segno.make(text, error="m").matrix_iter(border=QUIET)]
    dark = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark
    )
    size = len(rows)
    return Markup(
        '<svg viewBox="0 0 {0} {0}" width="{1}" height="{1}" role="img" aria-label="{2}">'
        '<rect width="{0}" height="{0}" fill="#fff"/><path d="{3}"/></svg>'
    ).format(size, size * MODULE, name, dark)
