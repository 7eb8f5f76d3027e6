"""Everything that one file holds: its document, the rows of a table, the members of an archive, what a mail brings.

This is what a worker does. It stores nothing and knows no catalogue.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from importlib import import_module
from pathlib import Path, PurePath

from corpus import readers
from corpus.errors import ReadError, ReadProblem
from corpus.intake import limits
from corpus.intake.archives import Archive, Budget, Member, packing_of
from corpus.intake.assembly import assemble_parts
from corpus.intake.entry import Entry
from corpus.intake.files import has_changed, load, opened


@dataclass(frozen=True, slots=True)
class Begun:
    """What is being read from now on: `inside` is its path in the file, empty for the file itself; `size` in bytes."""

    inside: str
    size: int


@dataclass(frozen=True, slots=True)
class Unit:
    """The documents that one file, or one member of an archive, became; they are stored together.

    `stamp` is the file's where these documents are all that it holds, and it is whole.
    """

    inside: str
    entries: tuple[Entry, ...]
    stamp: str | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """What could not be read, and why."""

    inside: str
    error: ReadError


@dataclass(frozen=True, slots=True)
class Finished:
    """The end of a file: its stamp where all of it was read, as it stood at one moment that will not come back."""

    stamp: str | None


Event = Begun | Unit | Refused | Finished


@dataclass(slots=True)
class Walk:
    """One walk through a file that is told as `name`.

    `origin` is the path under which what comes from it is known, None for what has none. `after` names the member
    that an earlier walk got to: everything up to it is passed over.
    """

    name: str
    origin: str | None = None
    after: str | None = None
    budget: Budget = field(default_factory=Budget)

    def through_path(self, path: Path) -> Iterator[Event]:
        """All that the file at `path` holds."""
        stamp = None
        whole = True
        try:
            for event in self._path_events(path):
                whole = whole and not isinstance(event, Refused)
                if isinstance(event, Finished):
                    stamp = event.stamp
                else:
                    yield event
        except ReadError as error:
            yield self._refused(error)
            whole = False
        if self.after is not None:  # what an earlier walk got to is not there any more
            yield Refused("", ReadError(self.name, ReadProblem.CHANGING))
            whole = False
        yield Finished(stamp if whole else None)

    def through_content(self, content: bytes) -> Iterator[Event]:
        """All that the bytes of a file hold that came without a path."""
        yield from self._content(content, inside="", depth=0)
        yield Finished(None)

    def _path_events(self, path: Path) -> Iterator[Event]:
        yield Begun("", 0)
        with opened(path, limit=limits.ARCHIVE_BYTES) as (file, stamp):
            packing = packing_of(file, path.name)
            if packing is not None:
                yield from self._archive(Archive(self.name, file, packing, self.budget), inside="", depth=1)
                if has_changed(file, stamp):
                    raise ReadError(self.name, ReadProblem.CHANGING)
                yield Finished(str(stamp) if stamp.settled else None)
                return
        content, stamp = load(path)
        known = str(stamp) if stamp.settled else None
        alone = not _is_mail(content, self.name)
        for event in self._content(content, inside="", depth=0):
            yield replace(event, stamp=known) if alone and isinstance(event, Unit) else event
        yield Finished(known)

    def _content(self, content: bytes, *, inside: str, depth: int) -> Iterator[Event]:
        packing = packing_of(io.BytesIO(content), self._shown(inside))
        if packing is None:
            yield from self._document(content, inside)
            yield from self._attachments(content, inside, depth)
        elif depth >= limits.NESTING:
            yield from self._when_there(Refused(inside, ReadError(self._shown(inside), ReadProblem.NESTED)))
        else:
            archive = Archive(self._shown(inside), io.BytesIO(content), packing, self.budget)
            yield from self._archive(archive, inside=inside, depth=depth + 1)

    def _archive(self, archive: Archive, *, inside: str, depth: int) -> Iterator[Event]:
        for member in archive.members():
            if isinstance(member, ReadError):
                yield from self._when_there(self._refused(member))
            else:
                yield from self._member(member, f"{inside}/{member.path}".lstrip("/"), depth)

    def _member(self, member: Member, inside: str, depth: int) -> Iterator[Event]:
        if self._is_passed(inside):
            return
        yield Begun(inside, member.size)
        try:
            content = member.read()
        except ReadError as error:
            yield self._refused(error)
        else:
            yield from self._content(content, inside=inside, depth=depth)

    def _document(self, content: bytes, inside: str) -> Iterator[Event]:
        if self.after is not None:
            return
        yield Begun(inside, len(content))
        try:
            unit = Unit(inside, self._entries(content, inside))
        except Exception as error:
            yield self._refused(self._worded(error, inside))
        else:
            yield unit

    def _entries(self, content: bytes, inside: str) -> tuple[Entry, ...]:
        shown = self._shown(inside)
        parts = readers.read_parts(content, shown)
        member = f"{PurePath(self.name).name}/{inside}" if inside else None
        origin = f"{self.origin}/{inside}".rstrip("/") if self.origin else None
        return assemble_parts(parts, content, shown=shown, member=member, origin=origin)

    def _attachments(self, content: bytes, inside: str, depth: int) -> Iterator[Event]:
        """The files that came with a mail, as if it were an archive."""
        shown = self._shown(inside)
        if depth >= limits.NESTING or not _is_mail(content, shown):
            return
        module = import_module("corpus.readers.mail")
        met: Counter[str] = Counter()
        try:
            for name, attached in module.attachments(content, shown):
                self.budget.take(shown)
                self.budget.spend(shown, len(attached))
                member = Member(_unique(name, met), len(attached), partial(bytes, attached))
                yield from self._member(member, f"{inside}/{member.path}".lstrip("/"), depth + 1)
        except Exception as error:
            yield from self._when_there(self._refused(self._worded(error, inside)))

    def _is_passed(self, inside: str) -> bool:
        """Whether an earlier walk was done with this; what it got to last is where this one begins."""
        if self.after is None or self.after.startswith(f"{inside}/"):
            return False
        if self.after == inside:
            self.after = None
        return True

    def _when_there(self, refused: Refused) -> Iterator[Event]:
        if self.after is None:
            yield refused

    def _shown(self, inside: str) -> str:
        return f"{self.name}/{inside}" if inside else self.name

    def _refused(self, error: ReadError) -> Refused:
        return Refused(error.path.removeprefix(self.name).lstrip("/"), error)

    def _worded(self, error: Exception, inside: str) -> ReadError:
        """What stops the reading of one document stops nothing else, even where nobody thought of it."""
        if isinstance(error, ReadError):
            return error
        if isinstance(error, MemoryError):
            return ReadError(self._shown(inside), ReadProblem.TOO_MUCH_MEMORY)
        detail = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        return ReadError(self._shown(inside), ReadProblem.CRASHED, detail)


def _unique(name: str, met: Counter[str]) -> str:
    """The last part of a name that a mail gives, with a number from the second of its kind on."""
    plain = name.replace("\\", "/").split("\0")[0].rstrip("/").rsplit("/", 1)[-1].strip(".") or "attachment"
    met[plain] += 1
    return plain if met[plain] == 1 else f"{met[plain]}-{plain}"


def _is_mail(content: bytes, name: str) -> bool:
    try:
        return readers.format_of(content, name) is readers.Format.MAIL
    except ReadError:
        return False
