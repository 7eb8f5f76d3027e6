"""Text to pieces of the bundled encoder's vocabulary, many texts at once.

A text is read twice: as its *path*, the most likely way to cut it into pieces one after the other (the unigram model of
Kudo, Subword Regularization, 2018, by the same rules as Hugging Face's `tokenizers`; a test holds both to the same
pieces), and as *all* pieces that occur in it, overlapping. The path is what a reader would see; all pieces together
find 小区 in 老旧小区 where the path has one piece for the whole.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int32]
Offsets = NDArray[np.int64]

_UNKNOWN_PENALTY = 10.0  # below the least likely piece, as in `tokenizers` and SentencePiece
_FACTOR = np.uint64(0x9E3779B97F4A7C15)  # odd, so that no bit of a character is ever lost
_CODES = 0x110000
_FIRST_BITS = 18  # of a hash: four places and more for each beginning of a piece
_AT_ONCE = 64  # texts whose arrays fit the processor's cache together


class Half(StrEnum):
    """The two ways to read a text, and the half of a vector that each makes; the values name the tensors."""

    PATH = "path"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Bags:
    """Texts as pieces: text i is `ids[offsets[i]:offsets[i + 1]]`. What is in no piece is left out."""

    ids: Ids
    offsets: Offsets

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @classmethod
    def joined(cls, parts: Sequence[Bags]) -> Bags:
        """The texts of `parts` one after the other."""
        lengths = [np.diff(part.offsets) for part in parts]
        ids = np.concatenate([np.zeros(0, dtype=np.int32), *(part.ids for part in parts)])
        return cls(ids, np.cumsum(np.concatenate([np.zeros(1, dtype=np.int64), *lengths])))


@dataclass(frozen=True, slots=True)
class Cut:
    """Texts as both kinds of pieces, each in the order of the text."""

    path: Bags
    all: Bags


class PieceCutter:
    """Cuts texts into the pieces of a vocabulary.

    Args:
        vocabulary: every piece with its log probability; the place in the list is the id, the first is the unknown
            piece. No piece may hold a character that separates (punctuation, blanks).
    """

    def __init__(self, vocabulary: Sequence[tuple[str, float]]) -> None:
        known = vocabulary[1:]
        self.size = len(vocabulary)
        self._longest = max((len(piece) for piece, _ in known), default=1)
        self._scores = np.array([0.0, *(score for _, score in known)])
        self._unknown_score = min((score for _, score in known), default=0.0) - _UNKNOWN_PENALTY
        self._single = np.zeros(_CODES, dtype=np.int32)
        self._occurs = np.zeros(_CODES, dtype=bool)
        self._occurs[[ord(char) for char in {char for piece, _ in known for char in piece}]] = True
        ids = {piece: row for row, (piece, _) in enumerate(known, 1)}
        for piece, row in ids.items():
            if len(piece) == 1:
                self._single[ord(piece)] = row
        # Every beginning of a piece is held too, so that a search can stop where none goes on.
        beginnings = list({piece[:end] for piece in ids for end in range(2, len(piece) + 1)})
        hashes = _hashes_of(beginnings)
        order = np.argsort(hashes)
        # One more than there are, so that a search always ends on an entry.
        self._hashes = np.append(hashes[order], np.uint64(2**64 - 1))
        self._ids = np.append(np.array([ids.get(text, 0) for text in beginnings], dtype=np.int32)[order], np.int32(0))
        firsts = np.arange(2**_FIRST_BITS, dtype=np.uint64) << np.uint64(64 - _FIRST_BITS)
        self._begins = np.searchsorted(self._hashes, firsts)

    @classmethod
    def read(cls, wording: str | bytes) -> Self:
        """With the vocabulary of a unigram tokenizer's file (`tokenizer.json` of Hugging Face).

        Raises:
            ValueError, KeyError, TypeError: it is damaged, or of another kind.
        """
        return cls([(str(piece), float(score)) for piece, score in json.loads(wording)["model"]["vocab"]])

    def cut(self, texts: Sequence[str]) -> Cut:
        """The pieces of each of the folded `texts`."""
        parts = [self._cut(texts[start : start + _AT_ONCE]) for start in range(0, len(texts), _AT_ONCE)]
        return Cut(Bags.joined([part.path for part in parts]), Bags.joined([part.all for part in parts]))

    def occurring(self, texts: Sequence[str]) -> Bags:
        """Only all pieces that occur in each text: half the work."""
        parts = []
        for start in range(0, len(texts), _AT_ONCE):
            codes, ends = _joined(texts[start : start + _AT_ONCE])
            parts.append(_all(self._matches(codes), ends))
        return Bags.joined(parts)

    def _cut(self, texts: Sequence[str]) -> Cut:
        codes, ends = _joined(texts)
        matches = self._matches(codes)
        best = self._best(matches, codes)
        on_path = np.flatnonzero(best)
        return Cut(Bags(best[on_path], np.searchsorted(on_path, ends)), _all(matches, ends))

    def _matches(self, codes: Offsets) -> Ids:
        """The id of the piece of n + 1 characters that begins at each place, 0 where none does: (longest, places)."""
        ids = np.zeros((self._longest, len(codes)), dtype=np.int32)
        ids[0] = self._single[codes]
        alive = np.flatnonzero(self._occurs[codes])
        hashes = _seed(codes[alive])
        for length in range(2, self._longest + 1):
            inside = alive + length <= len(codes)
            alive = alive[inside]
            hashes = _extend(hashes[inside], codes[alive + length - 1])
            rows = self._rows(hashes)
            held = self._hashes[rows] == hashes
            alive, hashes = alive[held], hashes[held]
            ids[length - 1, alive] = self._ids[rows[held]]
        return ids

    def _rows(self, hashes: NDArray[np.uint64]) -> Offsets:
        """Where each hash stands among those held, or would: from the place of its first bits on, step by step.

        There are more of these places than hashes held, so that nearly all are right at once.
        """
        rows: Offsets = self._begins[hashes >> np.uint64(64 - _FIRST_BITS)]
        before = np.flatnonzero(self._hashes[rows] < hashes)
        while len(before):
            rows[before] += 1
            before = before[self._hashes[rows[before]] < hashes[before]]
        return rows

    def _best(self, matches: Ids, codes: Offsets) -> Ids:
        """At every place where a piece of the best path begins its id, elsewhere 0."""
        found = np.zeros(len(codes), dtype=np.int32)
        inside = np.concatenate([[False], self._occurs[codes], [False]])
        turns = np.flatnonzero(inside[1:] != inside[:-1])
        starts, ends = turns[::2], turns[1::2]
        steps = self._steps(matches, starts, ends)
        at = ends
        while len(at):
            taken = steps[at]
            at = at - taken
            found[at] = matches[taken - 1, at]
            going = at > starts
            at, starts = at[going], starts[going]
        return found

    def _steps(self, matches: Ids, starts: Offsets, ends: Offsets) -> NDArray[np.int64]:
        """For each place in a run the length of the piece that ends the best path from the run's start to there.

        A run, from `starts[i]` to before `ends[i]`, is what stands between two characters that are in no piece, so
        that the place after it belongs to no other. Of equal paths the one whose last piece is longer wins.
        """
        arriving = self._arriving(matches)
        # Longer than the text by a piece: what lies before its beginning is read there, and nothing leads from it.
        best = np.full(len(arriving) + self._longest, -np.inf)
        best[starts] = 0.0
        steps = np.zeros(len(arriving), dtype=np.int64)
        back = np.arange(self._longest, 0, -1)
        order = np.argsort(starts - ends, kind="stable")
        starts, lengths = starts[order], (ends - starts)[order]
        reaching = np.searchsorted(-lengths, -np.arange(lengths.max(initial=0) + 1), side="right")
        for end in range(1, len(reaching)):
            at = starts[: reaching[end]] + end
            paths = best[at[:, None] - back] + arriving[at]
            longest_best = paths.argmax(axis=1)
            best[at] = paths[np.arange(len(at)), longest_best]
            steps[at] = back[longest_best]
        return steps

    def _arriving(self, matches: Ids) -> NDArray[np.float64]:
        """The score of the piece that ends before each place, the longest kind first: (places + 1, longest).

        Minus infinity where there is none, but a single character that is no piece may pass at a price.
        """
        scores = np.where(matches > 0, self._scores[matches], -np.inf)
        scores[0] = np.where(matches[0] > 0, scores[0], self._unknown_score)
        places = matches.shape[1]
        arriving = np.full((places + 1, self._longest), -np.inf)
        for length in range(1, min(self._longest, places) + 1):
            arriving[length:, self._longest - length] = scores[length - 1, : places + 1 - length]
        return arriving


def _joined(texts: Sequence[str]) -> tuple[Offsets, Offsets]:
    """The characters of all texts with a line end between, and where each text begins (one more than there are)."""
    joined = "\n".join(texts)
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.int64)
    return codes, np.cumsum([0, *(len(text) + 1 for text in texts)])


def _all(matches: Ids, ends: Offsets) -> Bags:
    # Transposed, so that they come in the order of the text and not of their lengths.
    places, lengths = np.nonzero(matches.T)
    return Bags(matches[lengths, places], np.searchsorted(places, ends))


def _seed(codes: Offsets) -> NDArray[np.uint64]:
    return (codes.astype(np.uint64) + np.uint64(1)) * _FACTOR


def _extend(hashes: NDArray[np.uint64], codes: Offsets) -> NDArray[np.uint64]:
    """The hash of each text and one character more. With 64 bits, strangers meet once in 10^14 lookups."""
    mixed = hashes ^ (hashes >> np.uint64(29))
    return (mixed + codes.astype(np.uint64) + np.uint64(1)) * _FACTOR


def _hashes_of(texts: Sequence[str]) -> NDArray[np.uint64]:
    hashes = np.zeros(len(texts), dtype=np.uint64)
    lengths = np.array([len(text) for text in texts], dtype=np.int64)
    flat = np.array([ord(char) for text in texts for char in text], dtype=np.int64)
    starts = np.cumsum(lengths) - lengths
    for length in range(1, int(lengths.max(initial=0)) + 1):
        rows = np.flatnonzero(lengths >= length)
        codes = flat[starts[rows] + length - 1]
        hashes[rows] = _seed(codes) if length == 1 else _extend(hashes[rows], codes)
    return hashes
