"""Words of a page, as a reader gets them."""

import re

from tests.client import StrictClient


def words_of(html: str) -> str:
    """Without tags, white space folded."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def shown(client: StrictClient, address: str) -> str:
    """The words of a page that is there."""
    response = client.get(address)
    assert response.status_code == 200, address
    return words_of(response.content.decode())
