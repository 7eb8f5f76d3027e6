"""The tokenizer: a unigram model over folded text, trained from nothing.

Punctuation and blanks separate and are dropped: a bag of pieces has no use for them. Han, letters and digits never
share a piece.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from tokenizers import Regex, Tokenizer
from tokenizers.models import Unigram
from tokenizers.pre_tokenizers import Split
from tokenizers.trainers import UnigramTrainer

UNKNOWN = "[UNK]"

Ids = NDArray[np.int32]
Offsets = NDArray[np.int64]


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


def tokenize(tokenizer: Tokenizer, texts: list[str], *, batch: int = 20_000) -> tuple[Ids, Offsets]:
    """All ids end to end, and the `len(texts) + 1` offsets that cut them: text i is `ids[offsets[i]:offsets[i+1]]`."""
    parts: list[Ids] = []
    lengths: list[int] = []
    for start in range(0, len(texts), batch):
        for encoding in tokenizer.encode_batch_fast(texts[start : start + batch], add_special_tokens=False):
            parts.append(np.asarray(encoding.ids, dtype=np.int32))
            lengths.append(len(parts[-1]))
    offsets = np.zeros(len(texts) + 1, dtype=np.int64)
    np.cumsum(lengths, out=offsets[1:])
    return (np.concatenate(parts) if parts else np.zeros(0, dtype=np.int32)), offsets
