"""The keys of the rubrics that come with the product: `bundled` reads them."""

from __future__ import annotations

from typing import Final

BUNDLED: Final = ("grassroots", "general")
