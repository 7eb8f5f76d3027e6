"""Saved web pages: the body of the article with its headings, lists and tables, and what the page says about itself.

trafilatura finds where the body is; the text is then taken from the page itself, from the first to the last line
that trafilatura recognised, because it drops the names of attachments and some table rows on the way.
"""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import lxml.html
import trafilatura
from lxml import etree

from corpus.encoding import decode
from corpus.errors import ReadError, ReadProblem
from corpus.model import Notice, NoticeCode, Reading
from corpus.readers.builder import TextBuilder
from corpus.readers.html_body import find_body
from corpus.readers.html_lines import PageLine, page_lines
from corpus.readers.html_metadata import properties

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]+)", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_:.-]+)", re.IGNORECASE)
# What follows a premature </html>, as pages put together from parts have it, is dropped by lxml and shown by browsers.
_CLOSING = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_TOO_DEEP = "what is nested too deeply was left out"
_FRAMES = "this page is only a frame around another: save the inner page"


def read(data: bytes, name: str) -> Reading:
    """Read a web page.

    Raises:
        ReadError: binary content, nothing that can be parsed, or no text.
    """
    decoded = decode(data, declared=_declared(data))
    if not decoded.plausible:
        raise ReadError(name, ReadProblem.BINARY)
    page = _CLOSING.sub("", _XML_DECLARATION.sub("", decoded.text, count=1))
    with _quiet():
        parsed = _parse(page, name)
        known = properties(parsed.root, page)
        lines = page_lines(parsed.root)
        body = find_body(lines, _recognised(_parse(page, name).root if parsed.deep else page), known.get("title"))
    builder = _assemble(body.lines)
    if not builder.text:
        raise ReadError(name, ReadProblem.NO_TEXT, _FRAMES if parsed.root.find(".//frame") is not None else "")
    notices = [] if body.found else [Notice(NoticeCode.BODY_NOT_FOUND)]
    if parsed.cut:
        notices.append(Notice(NoticeCode.PARTLY_READ, _TOO_DEEP))
    if body.links_dropped:
        notices.append(Notice(NoticeCode.LINKS_DROPPED, str(body.links_dropped)))
    return Reading(
        text=builder.text,
        reader="html",
        media_type="text/html",
        encoding=decoded.encoding,
        headings=builder.headings,
        properties=known,
        notices=(*decoded.notices, *builder.notices, *notices),
    )


def _declared(data: bytes) -> str | None:
    """The charset that the page names in its first 4,096 bytes."""
    found = _XML_ENCODING.search(data[:4096]) or _CHARSET.search(data[:4096])
    return found[1].decode("ascii") if found else None


@dataclass(frozen=True, slots=True)
class _Parsed:
    """A page; `deep` says that it is nested deeper than parsers take by default, `cut` deeper than they take at all."""

    root: lxml.html.HtmlElement
    deep: bool = False
    cut: bool = False


def _parse(text: str, name: str) -> _Parsed:
    """Parse a page, with the limits of libxml2 (256 levels) lifted to 2,048 where something is lost to them."""
    try:
        parser = lxml.html.HTMLParser()
        root = lxml.html.document_fromstring(text, parser=parser)
        if not _is_cut(parser):
            return _Parsed(root)
        parser = lxml.html.HTMLParser(huge_tree=True)
        return _Parsed(lxml.html.document_fromstring(text, parser=parser), deep=True, cut=_is_cut(parser))
    except (etree.ParserError, ValueError) as error:
        if not text.strip() or "empty" in str(error):
            raise ReadError(name, ReadProblem.NO_TEXT) from None
        raise ReadError(name, ReadProblem.DAMAGED, str(error)[:200]) from None


def _is_cut(parser: lxml.html.HTMLParser) -> bool:
    return any("Excessive depth" in entry.message for entry in parser.error_log)


def _recognised(page: str | lxml.html.HtmlElement) -> list[str]:
    """The text of each block that trafilatura takes for the body, in order; empty where it finds none."""
    try:
        found = trafilatura.extract(page, output_format="xml", include_comments=False, include_tables=True)
        main = (
            etree.fromstring(found.encode(), etree.XMLParser(recover=True, resolve_entities=False)) if found else None
        )
    except Exception:  # a page that trafilatura trips over is read whole
        return []
    if main is None:
        return []
    blocks = main.iter("p", "head", "item", "cell", "quote", "code", "lb")
    return ["".join(block.itertext()) + (block.tail or "") for block in blocks]


def _assemble(lines: list[PageLine]) -> TextBuilder:
    builder = TextBuilder()
    for line in lines:
        builder.add(line.text, rank=line.rank)
    return builder


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the logs and warnings of trafilatura and htmldate off the user's screen."""
    loggers = [
        logging.getLogger(name) for name in ("trafilatura", "htmldate", "courlan", "justext", "charset_normalizer")
    ]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)
