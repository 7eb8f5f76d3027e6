"""对比评审: award rounds, and what is shown of one. Each view is a module."""

from ui.review.round_page import render as render_round
from ui.review.rounds_page import render as render_rounds

__all__ = ["render_round", "render_rounds"]
