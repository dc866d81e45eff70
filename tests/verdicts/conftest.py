"""The browser of the page's tests."""

from tests.page.conftest import browser

__all__ = ["browser"]
