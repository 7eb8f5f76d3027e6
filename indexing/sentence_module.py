"""The bundled model as a module of sentence-transformers, for whoever uses its folder without the rest.

Its `modules.json` names this class. With this package on the path `SentenceTransformer(folder, trust_remote_code=True)`
loads it: the folder holds no code, but the library asks for that word wherever a module is not its own. The search
itself reads the same files without torch (`indexing.encoder.PieceEncoder`); a test holds both to the same vectors.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
import torch
from safetensors.numpy import load, save
from sentence_transformers.base.modules.input_module import InputModule
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from indexing.encoder import Interaction, ModelLayout, prepared, restored, stored
from indexing.pieces import Bags, Half, PieceCutter


class PieceEmbedding(InputModule):
    """Two sums of piece vectors, each normalised, side by side. Folds the text itself: either script will do.

    Args:
        tokenizer: the content of the tokenizer's file, whose vocabulary it uses.
        path: a vector for each piece of a text's path, shape (pieces, d).
        every: a vector for each of all its pieces, shape (pieces, d).
        interaction: how single pieces are compared, where that was learned; only `save` needs it.
    """

    def __init__(self, tokenizer: str, path: Tensor, every: Tensor, interaction: Interaction | None = None) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.tokenizer = Tokenizer.from_str(tokenizer)
        self._interaction = interaction
        self._wording = tokenizer
        self._cutter = PieceCutter.read(tokenizer)
        self.path = nn.EmbeddingBag.from_pretrained(path, freeze=False, mode="sum")
        self.all = nn.EmbeddingBag.from_pretrained(every, freeze=False, mode="sum")

    def preprocess(self, inputs: Sequence[Any], prompt: str | None = None, **_: Any) -> dict[str, Tensor]:
        """The pieces of `inputs`: ids end to end and where each text begins, for both halves."""
        cut = self._cutter.cut([prepared(f"{prompt or ''}{text}") for text in inputs])
        return _tensors(Half.PATH, cut.path) | _tensors(Half.ALL, cut.all)

    def forward(self, features: dict[str, Tensor], **_: Any) -> dict[str, Tensor]:
        """Adds `sentence_embedding`, shape (texts, 2 d)."""
        halves = [
            functional.normalize(bag(features[f"{half}_ids"], features[f"{half}_offsets"]), dim=-1)
            for half, bag in zip(Half, (self.path, self.all), strict=True)
        ]
        return features | {"sentence_embedding": torch.cat(halves, dim=-1)}

    @property
    def max_seq_length(self) -> None:
        """Nothing is ever cut."""
        return None

    def get_embedding_dimension(self) -> int:
        """The length of a vector."""
        return int(self.path.embedding_dim + self.all.embedding_dim)

    def save(self, output_path: str, *_: Any, **__: Any) -> None:
        """Write the tokenizer and the vectors to the folder `output_path`."""
        folder = Path(output_path)
        tensors: dict[str, Any] = self._interaction.stored() if self._interaction else {}
        for half, bag in zip(Half, (self.path, self.all), strict=True):
            tensors |= stored(bag.weight.detach().cpu().float().numpy(), half)
        (folder / ModelLayout.WEIGHTS).write_bytes(save(tensors))
        (folder / ModelLayout.TOKENIZER).write_text(self._wording, encoding="utf-8")

    @classmethod
    def load(cls, model_name_or_path: str, subfolder: str = "", *_: Any, **__: Any) -> Self:
        """Read the folder that `save` or `indexing.train` wrote."""
        folder = Path(model_name_or_path, subfolder)
        tensors = load((folder / ModelLayout.WEIGHTS).read_bytes())
        path, every = (restored(tensors, half) for half in Half)
        wording = (folder / ModelLayout.TOKENIZER).read_text(encoding="utf-8")
        return cls(wording, torch.from_numpy(path), torch.from_numpy(every), Interaction.restored(tensors, every))


def _tensors(half: Half, bags: Bags) -> dict[str, Tensor]:
    return {
        f"{half}_ids": torch.from_numpy(bags.ids.astype(np.int64)),
        f"{half}_offsets": torch.from_numpy(bags.offsets[:-1].astype(np.int64)),
    }
