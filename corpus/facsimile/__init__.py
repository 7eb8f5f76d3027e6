"""The pages of a document as they look: pictures of them, and where on them a stretch of the text stands."""

from corpus.facsimile.glyphs import Box, Glyphs
from corpus.facsimile.places import Alignment, align
from corpus.facsimile.viewer import WIDTHS, Facsimiles, Lost, PageImage, Place, has_pages

__all__ = ["WIDTHS", "Alignment", "Box", "Facsimiles", "Glyphs", "Lost", "PageImage", "Place", "align", "has_pages"]
