"""What a web page says about itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import trafilatura

from corpus.encoding import clean_controls
from corpus.readers.builder import one_line

_TITLES = ("articletitle", "og:title", "citation_title", "dc.title", "twitter:title")
_DATES = ("pubdate", "article:published_time", "publishdate", "publish_date", "dc.date", "citation_date", "date")
_SOURCES = ("contentsource", "source", "og:site_name")
_AUTHORS = ("author", "article:author", "citation_author", "dc.creator")
_URLS = ("url", "og:url")
_DESCRIBED = ("kind", "region", "level", "genre")
_ISSUERS = ("publisher", "issuer", "dc.publisher")
_DATE = re.compile(r"((?:19|20)\d{2})[-/.年](\d{1,2})[-/.月](\d{1,2})")
_ITSELF = re.compile(r"本网|本站|本网站|原创|网络|互联网|转载")
_TAIL = re.compile(r"\s*[-_|–—]\s*[^-_|–—]{2,30}(?:网|网站|门户网站|平台|政府|日报|官网)$")
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+)\s*-->")


def properties(root: Any, text: str) -> dict[str, str]:
    """What the page names of title, author, published_on (ISO 8601), source, issuer, url, kind, region and so on."""
    meta = _meta(root)
    found = {
        "title": _first(meta, _TITLES) or _page_title(root, text),
        "author": _first(meta, _AUTHORS),
        "published_on": _date(_first(meta, _DATES)) or _guessed_date(root, text),
        "source": _named(_first(meta, _SOURCES)),
        "issuer": _first(meta, _ISSUERS),
        "url": _url(root, meta, text),
        **{name: meta.get(name) for name in _DESCRIBED},
    }
    return {key: clean_controls(value)[0] for key, value in found.items() if value}


def _meta(root: Any) -> dict[str, str]:
    """The first value that is not empty of each meta tag, by its name in lower case."""
    found: dict[str, str] = {}
    for tag in root.iter("meta"):
        name = (tag.get("name") or tag.get("property") or tag.get("itemprop") or "").strip().lower()
        content = one_line(tag.get("content") or "")
        if name and content:
            found.setdefault(name, content)
    return found


def _first(meta: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((meta[name] for name in names if name in meta), None)


def _named(source: str | None) -> str | None:
    """A source that names someone: 本网 says nothing outside the site."""
    return None if source is None or _ITSELF.fullmatch(source) else source.removeprefix("本网")


def _page_title(root: Any, text: str) -> str | None:
    """<title> without the site's name where a heading of the page confirms it, else what trafilatura finds."""
    tag = root.find(".//head/title")
    full = one_line(tag.text_content()) if tag is not None else ""
    headings = [heading for heading in _headings(root) if heading]
    confirmed = [heading for heading in headings if len(heading) >= 4 and full.startswith(heading)]
    if confirmed:
        return max(confirmed, key=len)
    if full:
        return _TAIL.sub("", full) or full
    return headings[0] if len(headings) == 1 else None


def _headings(root: Any) -> Iterator[str]:
    for heading in root.iter("h1", "h2"):
        yield one_line(heading.text_content())


def _date(value: str | None) -> str | None:
    match = _DATE.search(value or "")
    return f"{match[1]}-{int(match[2]):02d}-{int(match[3]):02d}" if match else None


def _guessed_date(root: Any, text: str) -> str | None:
    """The date that trafilatura reads off the page where no meta tag gives one, if the page prints it in full."""
    try:
        found = trafilatura.extract_metadata(root)
    except Exception:  # a page that it trips over has no date
        return None
    guess = _date(found.date) if found and found.date else None
    printed = (_date(match[0]) for match in _DATE.finditer(text))
    return guess if guess in printed else None


def _url(root: Any, meta: dict[str, str], text: str) -> str | None:
    canonical = root.find(".//link[@rel='canonical']")
    saved = _SAVED_FROM.search(text[:4096])
    candidates = (
        _first(meta, _URLS),
        canonical.get("href") if canonical is not None else None,
        saved[1] if saved else None,
    )
    return next((url for url in candidates if url and re.match(r"https?://", url)), None)
