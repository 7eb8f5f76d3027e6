"""Blocks of two documents joined to what a reader sees as one borrowing, and ended where sentences end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from review.overlap.alignment import WEAK, Block, Piece, with_firm_ends
from review.overlap.letters import Letters

Span = tuple[int, int]

STRONG = 30.0  # worth of a borrowing that stands for itself: thirty letters in a row
_GAP = 24  # letters of one's own between two sentences that were taken
_ELSEWHERE = 60  # letters between them in the other text, wherever they stand there
_JOIN = 2.0  # what each further block must be worth beside its letters
_NEAR = 30  # letters from a strong one on either side: a weaker one is another part of it
_PART = 20.0  # worth of a part that need not be whole clauses
_CHANCE = 3  # letters beyond the end of a sentence that agree by chance


@dataclass(frozen=True, slots=True)
class Stretch:
    """Blocks that belong together, in the order of the left side; sentences may have been reordered."""

    blocks: tuple[Block, ...]

    @property
    def left(self) -> Span:
        """From the first letter on the left to after the last."""
        return self.blocks[0].left[0], max(block.left[1] for block in self.blocks)

    @property
    def right(self) -> Span:
        """The same on the right."""
        return min(block.right[0] for block in self.blocks), max(block.right[1] for block in self.blocks)

    @property
    def worth(self) -> float:
        """What it says for a common origin."""
        return sum(block.worth for block in self.blocks) - _JOIN * (len(self.blocks) - 1)

    @property
    def agreeing(self) -> int:
        """How many letters agree."""
        return sum(block.agreeing for block in self.blocks)


def stretches(blocks: Sequence[Block], left: Letters, right: Letters) -> list[Stretch]:
    """What two documents share, in the order of the left: `left` and `right` are their letters."""
    parts = [part for block in blocks for part in _by_line(block, left, right)]
    ended = [_ended(part, left, right) for part in parts]
    return [Stretch(tuple(group)) for group in _groups(ended, left)]


def _by_line(block: Block, left: Letters, right: Letters) -> list[Block]:
    """A block cut where on both sides another line begins and words differ: a heading of one's own."""
    parts: list[list[Piece]] = [[]]
    for piece in block.pieces:
        ends = (piece.left, piece.left_end + 1), (piece.right, piece.right_end + 1)
        if not piece.equal and left.lines[slice(*ends[0])].any() and right.lines[slice(*ends[1])].any():
            parts.append([])
        else:
            parts[-1].append(piece)
    found = [firm for part in parts if part for firm in with_firm_ends(Block(tuple(part)))]
    return [part for part in found if part.worth >= WEAK]


def _groups(blocks: Sequence[Block], left: Letters) -> list[list[Block]]:
    groups: list[list[Block]] = []
    for block in sorted(blocks, key=lambda one: (one.left, one.right)):
        group = next((some for some in reversed(groups[-4:]) if _goes_on(some, block, left)), None)
        if group is None:
            groups.append([block])
        else:
            group.append(block)
    return groups


def _goes_on(group: Sequence[Block], block: Block, left: Letters) -> bool:
    """Whether a block stands behind those of a group on the left, and near them on the right."""
    end = max(one.left[1] for one in group)
    gap = block.left[0] - end
    if not -_CHANCE <= gap <= _GAP or (gap > 0 and left.lines[end : block.left[0] + 1].any()):
        return False
    first, last = min(one.right[0] for one in group), max(one.right[1] for one in group)
    if any(min(one.right[1], block.right[1]) - max(one.right[0], block.right[0]) > _CHANCE for one in group):
        return False  # the same words taken twice
    return _distance((first, last), block.right) <= _ELSEWHERE


def _distance(one: Span, other: Span) -> int:
    return max(0, other[0] - one[1], one[0] - other[1])


def are_near(one: Stretch, other: Stretch) -> bool:
    """Whether one may be a further part of the other: close to it on either side."""
    return min(_distance(one.left, other.left), _distance(one.right, other.right)) <= _NEAR


def is_part(one: Stretch, left: Letters, right: Letters) -> bool:
    """Whether it can be a part of what was taken: long enough, or whole clauses on both sides."""
    ends = ((one.left, left), (one.right, right))
    return one.worth >= _PART or all(letters.clause(*span) for span, letters in ends)


def _ended(block: Block, left: Letters, right: Letters) -> Block:
    """Without a letter or two beyond the end of a sentence, on both sides, that agree by chance."""
    pieces = list(block.pieces)
    last = pieces[-1]
    for beyond in range(1, min(_CHANCE, last.left_end - last.left - 1) + 1):
        if left.breaks[last.left_end - beyond] and right.breaks[last.right_end - beyond]:
            if not _breaks_at(left, last.left_end) or not _breaks_at(right, last.right_end):
                pieces[-1] = last.cut(0, beyond)
            break
    first = pieces[0]
    for beyond in range(1, min(_CHANCE, first.left_end - first.left - 1) + 1):
        if left.breaks[first.left + beyond] and right.breaks[first.right + beyond]:
            if not left.breaks[first.left] or not right.breaks[first.right]:
                pieces[0] = first.cut(beyond, 0)
            break
    return Block(tuple(pieces))


def _breaks_at(letters: Letters, at: int) -> bool:
    return at == len(letters) or bool(letters.breaks[at])
