"""The tokenizer: a unigram model over folded text, trained from nothing, and the two ways to read a text with it.

Punctuation and blanks separate and are dropped: a bag of pieces has no use for them. Han, letters and digits never
share a piece.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tokenizers import Regex, Tokenizer
from tokenizers.models import Unigram
from tokenizers.pre_tokenizers import Split
from tokenizers.trainers import UnigramTrainer

from indexing.pieces import Bags, Half, PieceCutter

UNKNOWN = "[UNK]"

_AT_ONCE = 20_000  # texts of which both halves are in memory together


def _pre_tokenizer() -> Split:
    return Split(Regex(r"[\p{Han}〇]+|\p{N}+|[\p{L}&&[^\p{Han}]]+"), behavior="removed", invert=True)


def train_tokenizer(texts: Iterable[str], *, pieces: int, max_piece_length: int) -> Tokenizer:
    """A unigram tokenizer of at most `pieces` pieces of at most `max_piece_length` characters; id 0 is unknown."""
    tokenizer = Tokenizer(Unigram())
    tokenizer.pre_tokenizer = _pre_tokenizer()
    trainer = UnigramTrainer(
        vocab_size=pieces,
        special_tokens=[UNKNOWN],
        unk_token=UNKNOWN,
        max_piece_length=max_piece_length,
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer=trainer)
    return _canonical(tokenizer)


def _canonical(tokenizer: Tokenizer) -> Tokenizer:
    """The same pieces in an order, and with scores, that do not depend on a hash table's.

    The trainer gives characters too rare to be scored the lowest score plus 0.0001 for each one before them, in no
    fixed order: here they all get the lowest.
    """
    scores = {piece: score for piece, score in json.loads(tokenizer.to_str())["model"]["vocab"] if piece != UNKNOWN}
    lowest = min(scores.values(), default=0.0)
    rare = lowest + 0.0001 * len(scores)
    fixed = {piece: round(lowest if len(piece) == 1 and score <= rare else score, 4) for piece, score in scores.items()}
    ordered = sorted(fixed.items(), key=lambda item: (-item[1], item[0]))
    again = Tokenizer(Unigram([(UNKNOWN, 0.0), *ordered], unk_id=0))
    again.pre_tokenizer = _pre_tokenizer()
    return again


@dataclass(frozen=True, slots=True)
class Cutting:
    """Folded texts to pieces in one of the two ways: each half of the model is trained on its own."""

    cutter: PieceCutter
    half: Half

    @classmethod
    def of(cls, tokenizer: Tokenizer, half: Half) -> Cutting:
        """With the vocabulary of `tokenizer`."""
        return cls(PieceCutter.read(tokenizer.to_str()), half)

    @property
    def density(self) -> int:
        """About how many pieces there are for each of the path: whatever limits a text's pieces is so much higher."""
        return 1 if self.half is Half.PATH else 2

    def __call__(self, texts: Sequence[str]) -> Bags:
        """The pieces of each text."""
        return Bags.joined([self._some(texts[start : start + _AT_ONCE]) for start in range(0, len(texts), _AT_ONCE)])

    def _some(self, texts: Sequence[str]) -> Bags:
        return self.cutter.cut(texts).path if self.half is Half.PATH else self.cutter.occurring(texts)
