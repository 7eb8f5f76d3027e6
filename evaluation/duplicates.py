"""How well duplicates are found: copies altered on purpose are planted among real texts, and looked for."""

from __future__ import annotations

import io
import random
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import NamedTuple

import docx
import opencc

from corpus.catalog import Catalog
from corpus.duplicates import DUPLICATES, Link, Relation, letters_of
from corpus.ingest import read_upload
from corpus.script import fold

_LEAST = 200  # letters of what is copied: a text, not a heading
_SCRIPTS = ("s2t", "s2tw", "s2hk", "s2twp")
_NAMES = ("附件1", "附件3", "公报选登", "扫描件0012", "下载", "材料汇编之二")
_HEADERS = (
    "某某市人民政府公报\n二〇二四年第七期\n",
    "关于转发有关文件的通知\n各区县人民政府，市政府各部门：\n现将有关文件转发给你们，请认真贯彻执行。\n",
    "法规选编\n责任编辑：办公室　　校对：资料室\n",
)


class Text(NamedTuple):
    """A text to plant copies among: what stands above it (`info`, lines), its title, itself."""

    name: str
    title: str
    info: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class File:
    """A file to add: of the text at the place `copy_of`, altered as `how` says; '' is the original."""

    name: str
    content: bytes
    copy_of: int
    how: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two documents found to be duplicates: their titles, in what relation, how similar."""

    titles: tuple[str, str]
    relation: Relation
    similarity: float


@dataclass(frozen=True, slots=True)
class Measured:
    """What was found of what had been planted.

    `missed` are the copies that are not linked to their original as duplicates. `right` and `wrong` are the pairs of
    duplicates with a copy in them: wrong where it is no duplicate of its original. `beside` are those among the texts
    themselves, `versions` the pairs linked as versions: for a person to judge. Times are of adding, reading excluded.
    """

    planted: int
    missed: tuple[str, ...]
    right: tuple[Pair, ...]
    wrong: tuple[Pair, ...]
    beside: tuple[Pair, ...]
    versions: tuple[Pair, ...]
    ms_per_document: float

    @property
    def recall(self) -> float:
        """The share of the copies that were found; 1 where none was planted."""
        return 1 - len(self.missed) / self.planted if self.planted else 1.0

    @property
    def precision(self) -> float:
        """The share of the pairs with a copy in them that are right; 1 where there is none."""
        pairs = len(self.right) + len(self.wrong)
        return len(self.right) / pairs if pairs else 1.0


def plant(texts: Sequence[Text], *, copies: int, seed: int) -> list[File]:
    """The texts as files, and altered copies of some of them, in an order that the seed draws."""
    draw = random.Random(seed)
    files = [
        File(f"{each.name}.txt", "\n".join([each.title, *each.info, "", each.text]).encode(), at)
        for at, each in enumerate(texts)
    ]
    long_enough = [at for at, each in enumerate(texts) if len(letters_of(fold(each.text))) >= _LEAST]
    files += [_altered(texts[at], at, draw) for at in draw.sample(long_enough, copies)]
    draw.shuffle(files)
    return files


def _altered(original: Text, at: int, draw: random.Random) -> File:
    """A copy of one text: edited, under another header, in another script, in another form; at least one of them."""
    rate = draw.choice([0.0, draw.uniform(0.01, 0.1)])
    header, script = draw.random() < 0.5, draw.random() < 0.5
    form = draw.choice(list(_FORMS)) if rate or header or script else "html"
    head, name = [original.title, *original.info], original.name
    if header:
        head = [draw.choice(_HEADERS), *draw.choice([[original.title], []])]
        name = draw.choice([name, draw.choice(_NAMES)])
    whole = edited("\n".join([*head, "", original.text]), rate, draw)
    if script:
        chosen = draw.choice(_SCRIPTS)
        whole = opencc.OpenCC(chosen).convert(whole)
    how = f"{rate:.0%} edited, {'another' if header else 'same'} header, {chosen if script else 'same script'}, {form}"
    suffix, write = _FORMS[form]
    return File(f"{name}（{at}）.{suffix}", write(whole), at, f"{original.title}: {how}")


def edited(text: str, rate: float, draw: random.Random) -> str:
    """`text` with as large a share of its characters exchanged, dropped, or followed by one too many."""
    edits: tuple[Callable[[str], str], ...] = (
        lambda _: draw.choice(text),
        lambda _: "",
        lambda char: char + draw.choice(text),
    )
    return "".join(draw.choice(edits)(char) if draw.random() < rate else char for char in text)


def _wrapped(text: str) -> bytes:
    """Hard line breaks after 38 characters, as in mail and old text files."""
    lines = [line[start : start + 38] for line in text.splitlines() for start in range(0, max(len(line), 1), 38)]
    return "\r\n".join(lines).encode("gb18030")


def _web_page(text: str) -> bytes:
    lines = [line for line in text.splitlines() if line.strip()]
    body = "".join(f"<p>　　{escape(line)}</p>" for line in lines)
    title = escape(lines[0])
    return (
        f'<html lang="zh"><head><meta charset="utf-8"><title>{title}</title></head><body>{body}</body></html>'.encode()
    )


def _word(text: str) -> bytes:
    document = docx.Document()
    for line in text.splitlines():
        document.add_paragraph(line.lstrip("#"))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


_FORMS: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "text": ("txt", str.encode),
    "wrapped": ("txt", _wrapped),
    "html": ("html", _web_page),
    "docx": ("docx", _word),
}


def measure(catalog: Catalog, files: Sequence[File]) -> Measured:
    """Add the files to an empty catalogue and see which duplicates it finds."""
    doc_ids: dict[str, File] = {}
    originals: dict[int, str] = {}
    spent = 0.0
    for file in files:
        entry = read_upload(file.content, file_name=file.name)
        began = time.perf_counter()
        catalog.add(entry)
        spent += time.perf_counter() - began
        doc_ids[entry.document.doc_id] = file
        if not file.how:
            originals[file.copy_of] = entry.document.doc_id
    return _compared(catalog, doc_ids, originals, 1000 * spent / len(files))


def _compared(catalog: Catalog, doc_ids: Mapping[str, File], originals: Mapping[int, str], ms: float) -> Measured:
    titles = {one.doc_id: one.title for one in catalog.summaries()}
    links = [link for some in catalog.links().values() for link in some if link.doc_id < link.other]
    duplicates = [link for link in links if link.relation in DUPLICATES]
    twins = {ends for link in duplicates for ends in ((link.doc_id, link.other), (link.other, link.doc_id))}
    first = {i: originals[file.copy_of] for i, file in doc_ids.items() if file.how}
    missed = [doc_ids[copy].how for copy, original in first.items() if (copy, original) not in twins]

    def is_right(link: Link) -> bool:
        ends = [first.get(end, end) for end in (link.doc_id, link.other)]
        return ends[0] == ends[1] or tuple(ends) in twins

    def pairs(some: Iterable[Link]) -> tuple[Pair, ...]:
        return tuple(Pair((titles[each.doc_id], titles[each.other]), each.relation, each.similarity) for each in some)

    planted = [link for link in duplicates if link.doc_id in first or link.other in first]
    return Measured(
        planted=len(first),
        missed=tuple(missed),
        right=pairs(link for link in planted if is_right(link)),
        wrong=pairs(link for link in planted if not is_right(link)),
        beside=pairs(link for link in duplicates if link not in planted),
        versions=pairs(link for link in links if link.relation is Relation.VERSION),
        ms_per_document=ms,
    )
