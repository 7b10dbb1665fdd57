"""The pages, for every test of them."""

from __future__ import annotations

import pytest

from tests.docs.pieces import Page, find_pages


@pytest.fixture(scope="session")
def pages() -> dict[str, Page]:
    """All pages by their path from the root."""
    return {page.name: page for page in find_pages()}
