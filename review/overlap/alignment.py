"""Which letters of two documents agree, exactly: from a stretch that seems to be shared to its ends, and no further."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from review.overlap.seeds import Cluster

_WINDOW = 64  # letters that are looked at beyond an end
_EDIT = 0.5  # what an edit costs, and more for each of its letters; a letter that agrees is worth 1
_EDITED_LETTER = 0.8
_DROP = 14.0  # a stretch that costs more than this divides what is left and right of it
_LEAST_END = 4  # letters that agree behind the last edit
WEAK = 8.0  # worth of a piece that says something beside others
_WITHIN = 0.5  # of a block lies within another one
_BETTER = 1.5  # times as much
_HULL = 3000  # letters that are aligned in one go


@dataclass(frozen=True, slots=True)
class Piece:
    """Letters `[left, left_end)` and `[right, right_end)` that agree, or were exchanged for one another."""

    left: int
    left_end: int
    right: int
    right_end: int
    equal: bool

    def cut(self, start: int, end: int) -> Piece:
        """An equal piece without its first `start` and last `end` letters."""
        return Piece(self.left + start, self.left_end - end, self.right + start, self.right_end - end, self.equal)

    @property
    def worth(self) -> float:
        """What it says for a common origin."""
        if self.equal:
            return float(self.left_end - self.left)
        return -_EDIT - _EDITED_LETTER * max(self.left_end - self.left, self.right_end - self.right)


@dataclass(frozen=True, slots=True)
class Block:
    """Pieces in the order of both sides that begin and end with agreement."""

    pieces: tuple[Piece, ...]

    @property
    def left(self) -> tuple[int, int]:
        """From its first letter on the left to after the last."""
        return self.pieces[0].left, self.pieces[-1].left_end

    @property
    def right(self) -> tuple[int, int]:
        """The same on the right."""
        return self.pieces[0].right, self.pieces[-1].right_end

    @property
    def agreeing(self) -> int:
        """How many letters agree."""
        return sum(piece.left_end - piece.left for piece in self.pieces if piece.equal)

    @property
    def worth(self) -> float:
        """What it says for a common origin."""
        return sum(piece.worth for piece in self.pieces)


def align(left: str, right: str, clusters: Iterable[Cluster]) -> list[Block]:
    """The blocks that the letters of two documents share, in the order of the left, from where they seem to."""
    blocks: list[Block] = []
    for cluster in sorted(clusters, key=lambda one: (-one.covered, one.left, one.right)):
        if not any(_holds(block, cluster) for block in blocks):
            blocks += [block for block in _aligned(left, right, cluster) if not any(_same(block, b) for b in blocks)]
    return sorted(_disjoint(blocks), key=lambda block: (block.left, block.right))


def _holds(block: Block, cluster: Cluster) -> bool:
    (left, left_end), (right, right_end) = block.left, block.right
    return left <= cluster.left and cluster.left_end <= left_end and (
        right <= cluster.right and cluster.right_end <= right_end
    )  # fmt: skip


def _same(one: Block, other: Block) -> bool:
    return one.left == other.left and one.right == other.right


def _disjoint(blocks: list[Block]) -> list[Block]:
    """Without what better ones tell already: the same alignment found from two ends, or words that come again.

    Whole passages that come again are told each time, a few of their words are not.
    """
    kept: list[Block] = []
    for block in sorted(blocks, key=lambda one: (-one.worth, one.left, one.right)):
        size = block.left[1] - block.left[0]
        for other in kept:
            shares = _common(block.left, other.left) / size, _common(block.right, other.right) / size
            if min(shares) >= _WITHIN or (max(shares) >= _WITHIN and other.worth >= _BETTER * block.worth):
                break
        else:
            kept.append(block)
    return kept


def _common(one: tuple[int, int], other: tuple[int, int]) -> int:
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def _aligned(left: str, right: str, cluster: Cluster) -> list[Block]:
    a, b = cluster.left, cluster.right
    a_end, b_end = min(cluster.left_end, a + _HULL), min(cluster.right_end, b + _HULL)
    before = _extended(left[:a][::-1], right[:b][::-1])
    pieces = [Piece(a - p.left_end, a - p.left, b - p.right_end, b - p.right, p.equal) for p in reversed(before)]
    pieces += _pieces(left[a:a_end], right[b:b_end], a, b)
    after = _extended(left[a_end:], right[b_end:])
    pieces += [Piece(p.left + a_end, p.left_end + a_end, p.right + b_end, p.right_end + b_end, p.equal) for p in after]
    return [block for block in _blocks(_joined(pieces)) if block.worth >= WEAK]


def _pieces(left: str, right: str, at: int, to: int) -> list[Piece]:
    if left == right:
        return [Piece(at, at + len(left), to, to + len(right), True)] if left else []
    return [
        Piece(op.src_start + at, op.src_end + at, op.dest_start + to, op.dest_end + to, op.tag == "equal")
        for op in Levenshtein.opcodes(left, right)
    ]


def _extended(left: str, right: str) -> list[Piece]:
    """How far two strings agree from their beginning on, but for edits."""
    found: list[Piece] = []
    at = to = 0
    while at < len(left) and to < len(right):
        same = _agreeing(left, right, at, to)
        if same:
            found.append(Piece(at, at + same, to, to + same, True))
            at, to = at + same, to + same
        best = _best_beginning(_pieces(left[at : at + _WINDOW], right[to : to + _WINDOW], at, to))
        if not best:
            break
        found += best
        at, to = best[-1].left_end, best[-1].right_end
    return found


def _agreeing(left: str, right: str, at: int, to: int) -> int:
    """How many letters agree from here on."""
    length = min(len(left) - at, len(right) - to)
    same, size = 0, _WINDOW
    while same < length:
        size = min(size, length - same)
        one, other = left[at + same : at + same + size], right[to + same : to + same + size]
        if one != other:
            return same + next(i for i, (a, b) in enumerate(zip(one, other, strict=True)) if a != b)
        same += size
    return same


def _best_beginning(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces up to where they say most; none where they never say enough."""
    worth = best = 0.0
    length = 0
    for count, piece in enumerate(pieces, 1):
        worth += piece.worth
        if worth < -_DROP:
            break
        if piece.equal and worth > best + 0.01:
            best, length = worth, count
    return list(pieces[:length]) if best >= 2 else []


def _joined(pieces: Iterable[Piece]) -> list[Piece]:
    """Neighbours of one kind as one."""
    found: list[Piece] = []
    for piece in pieces:
        if found and found[-1].equal == piece.equal:
            last = found.pop()
            found.append(Piece(last.left, piece.left_end, last.right, piece.right_end, piece.equal))
        else:
            found.append(piece)
    return found


def _blocks(pieces: Sequence[Piece]) -> list[Block]:
    """Pieces divided where too much was exchanged, each part from its first good agreement to its last."""
    found: list[Block] = []
    start, worth, best, best_end = 0, 0.0, 0.0, 0
    for at, piece in enumerate([*pieces, None]):
        if piece is not None:
            if worth <= 0 and piece.equal:
                start, worth, best, best_end = at, 0.0, 0.0, at
            worth += piece.worth
            if worth > best:
                best, best_end = worth, at + 1
        if best > 0 and (piece is None or worth < best - _DROP or worth <= 0):
            found.append(Block(tuple(pieces[start:best_end])))
            worth = best = 0.0
    return [block for one in found for block in with_firm_ends(one)]


def with_firm_ends(block: Block) -> list[Block]:
    """Without letters at the ends that agree by chance behind an edit."""
    pieces = list(block.pieces)
    while pieces and (not pieces[-1].equal or (len(pieces) > 1 and _size(pieces[-1]) < _LEAST_END)):
        pieces.pop()
    while pieces and (not pieces[0].equal or (len(pieces) > 1 and _size(pieces[0]) < _LEAST_END)):
        pieces.pop(0)
    return [Block(tuple(pieces))] if pieces else []


def _size(piece: Piece) -> int:
    return piece.left_end - piece.left
