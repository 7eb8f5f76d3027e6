"""What was found as bytes that can be kept, and back: places only, the words are cut anew."""

from __future__ import annotations

import json
from dataclasses import asdict

from review.model import Quotation
from review.overlap.alignment import Block, Piece
from review.overlap.comparing import Against
from review.overlap.model import Duplicate, Match, Nature, Overlaps, Run, Summary
from review.overlap.shelf import Shelf


def to_json(found: Overlaps) -> bytes:
    """What was found, without words."""
    told = {
        "matches": [
            [
                _place(m.left), _place(m.right), m.nature, m.similarity, m.letters, m.counted, m.converted,
                [[*run.left, *run.right, run.equal] for run in m.pairs],
            ]
            for m in found.matches
        ],
        "summaries": [asdict(summary) for summary in found.summaries],
        "duplicates": [asdict(duplicate) for duplicate in found.duplicates],
    }  # fmt: skip
    return json.dumps(told, separators=(",", ":")).encode()


def _place(quotation: Quotation) -> list[str | int]:
    return [quotation.doc_id, quotation.start, quotation.end]


def from_json(content: bytes, shelf: Shelf) -> Overlaps:
    """What `to_json` kept, with the words of the documents."""
    told = json.loads(content)
    matches = tuple(
        Match(
            shelf.quotation(*left),
            shelf.quotation(*right),
            Nature(nature),
            similarity,
            letters,
            counted,
            converted,
            tuple(Run((a, b), (c, d), equal) for a, b, c, d, equal in runs),
        )
        for left, right, nature, similarity, letters, counted, converted, runs in told["matches"]
    )
    summaries = tuple(
        Summary(**(one | {"largest": tuple(one["largest"]) if one["largest"] else None})) for one in told["summaries"]
    )
    return Overlaps(matches, summaries, tuple(Duplicate(**one) for one in told["duplicates"]))


def against_to_json(against: Against) -> bytes:
    """What a submission shares with a library, in numbers."""
    blocks = {
        other: [[[p.left, p.left_end, p.right, p.right_end, p.equal] for p in block.pieces] for block in each]
        for other, each in against.blocks.items()
    }
    told = {"blocks": blocks, "common": against.common, "examples": list(against.examples.items())}
    return json.dumps(told, separators=(",", ":")).encode()


def against_from_json(content: bytes) -> Against:
    """What `against_to_json` kept."""
    told = json.loads(content)
    blocks = {
        other: [Block(tuple(Piece(*piece) for piece in block)) for block in each]
        for other, each in told["blocks"].items()
    }
    examples = {letter: (document, place) for letter, (document, place) in told["examples"]}
    return Against(blocks, tuple(told["common"]), examples)
