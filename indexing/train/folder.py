"""The finished model as a sentence-transformers folder: two tables in whole numbers of eight bits, then Normalize.

`indexing/sentence_module.py` loads it into sentence-transformers; `indexing.encoder.PieceEncoder` reads the same files
without torch.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save
from tokenizers import Tokenizer

from indexing.encoder import Interaction, ModelLayout, stored
from indexing.pieces import Half

_NORMALIZE = "1_Normalize"

_MODULES = [
    {"idx": 0, "name": "0", "path": "", "type": "indexing.sentence_module.PieceEmbedding"},
    {"idx": 1, "name": "1", "path": _NORMALIZE, "type": "sentence_transformers.models.Normalize"},
]
_CONFIG = {
    "model_type": "SentenceTransformer",
    "prompts": {"query": "", "document": ""},
    "default_prompt_name": None,
    "similarity_fn_name": "cosine",
}


def save_folder(
    out: Path,
    tokenizer: Tokenizer,
    path: NDArray[np.float32],
    every: NDArray[np.float32],
    interaction: Interaction | None = None,
) -> None:
    """Write the model to the folder `out`.

    Args:
        out: made where it is missing; files of the same names are replaced.
        tokenizer: of the pieces.
        path: one vector for each piece of a text's path, weights multiplied in, shape (pieces, dimension).
        every: the same for all pieces that occur in a text.
        interaction: how single pieces are compared, where that was learned.
    """
    (out / _NORMALIZE).mkdir(parents=True, exist_ok=True)
    compared = interaction.stored() if interaction else {}
    (out / ModelLayout.WEIGHTS).write_bytes(save(stored(path, Half.PATH) | stored(every, Half.ALL) | compared))
    tokenizer.save(str(out / ModelLayout.TOKENIZER), pretty=False)
    _write(out / ModelLayout.MODULES, _MODULES)
    _write(out / "config_sentence_transformers.json", _CONFIG)
    _write(out / _NORMALIZE / "config.json", {"module_input_name": "sentence_embedding"})


def write_facts(out: Path, facts: Mapping[str, Any]) -> None:
    """Write down in the folder `out` how the model was made and what it reached (`training.json`)."""
    _write(out / "training.json", facts)


def _write(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
