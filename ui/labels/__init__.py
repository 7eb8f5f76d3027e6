"""Every word on the pages, in the language of whoever looks at them: `labels.SEARCH`, `labels.shown(…)`.

Each language is a package with the same modules and the same names; Chinese (`ui.labels.zh`) is the one that types are
taken from, and that traditional Chinese is converted from (`ui.labels.traditional`). What is asked of `labels` is
looked up when it is asked, so that two people may read the same page in two languages: names must not be taken out of
it while modules are loaded.
"""

from __future__ import annotations

import functools
import importlib
from typing import TYPE_CHECKING, Any

from ui.labels import traditional
from ui.language import Language, current

if TYPE_CHECKING:
    from ui.labels.zh.base import *  # noqa: F403
    from ui.labels.zh.browsing import *  # noqa: F403
    from ui.labels.zh.collections import *  # noqa: F403
    from ui.labels.zh.concordance import *  # noqa: F403
    from ui.labels.zh.errors import *  # noqa: F403
    from ui.labels.zh.evidence import *  # noqa: F403
    from ui.labels.zh.frame import *  # noqa: F403
    from ui.labels.zh.library import *  # noqa: F403
    from ui.labels.zh.manage import *  # noqa: F403
    from ui.labels.zh.notices import *  # noqa: F403
    from ui.labels.zh.people import *  # noqa: F403
    from ui.labels.zh.reader import *  # noqa: F403
    from ui.labels.zh.reading import *  # noqa: F403
    from ui.labels.zh.report import *  # noqa: F403
    from ui.labels.zh.results import *  # noqa: F403
    from ui.labels.zh.review import *  # noqa: F403
    from ui.labels.zh.review_settings import *  # noqa: F403
    from ui.labels.zh.rounds import *  # noqa: F403
    from ui.labels.zh.scores import *  # noqa: F403
    from ui.labels.zh.scoring import *  # noqa: F403
    from ui.labels.zh.search import *  # noqa: F403
    from ui.labels.zh.searching import *  # noqa: F403

traditional.install()

MODULES = (
    "base",
    "browsing",
    "collections",
    "concordance",
    "errors",
    "evidence",
    "frame",
    "library",
    "manage",
    "notices",
    "people",
    "reader",
    "reading",
    "report",
    "results",
    "review",
    "review_settings",
    "rounds",
    "scores",
    "scoring",
    "search",
    "searching",
)


def __getattr__(name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(name)
    try:
        return wordings(current())[name]
    except KeyError:
        raise AttributeError(f"no wording is called {name}") from None


@functools.cache
def wordings(language: Language) -> dict[str, Any]:
    """Everything that is worded in one language, by name."""
    modules = [importlib.import_module(f"ui.labels.{language}.{name}") for name in MODULES]
    return {name: value for module in modules for name, value in vars(module).items() if not name.startswith("__")}
