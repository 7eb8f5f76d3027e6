"""The finished model as a sentence-transformers folder: StaticEmbedding in half precision, then Normalize.

`SentenceTransformer(folder).float()` loads it; `indexing.encoder.StaticEncoder` reads the same files without torch.
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

from indexing.encoder import StaticLayout

_NORMALIZE = "1_Normalize"
_LARGEST = 16.0  # of the numbers stored: far from the ends of half precision, and direction is all that counts

_MODULES = [
    {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.StaticEmbedding"},
    {"idx": 1, "name": "1", "path": _NORMALIZE, "type": "sentence_transformers.models.Normalize"},
]
_CONFIG = {
    "model_type": "SentenceTransformer",
    "prompts": {"query": "", "document": ""},
    "default_prompt_name": None,
    "similarity_fn_name": "cosine",
}


def save_folder(out: Path, tokenizer: Tokenizer, table: NDArray[np.float32]) -> None:
    """Write the model to the folder `out`.

    Args:
        out: made where it is missing; files of the same names are replaced.
        tokenizer: of the pieces.
        table: one vector a piece, weights multiplied in, shape (pieces, dimension).
    """
    (out / _NORMALIZE).mkdir(parents=True, exist_ok=True)
    scaled = (table * (_LARGEST / np.abs(table).max())).astype(np.float16)
    (out / StaticLayout.WEIGHTS).write_bytes(save({StaticLayout.TENSOR: scaled}))
    tokenizer.save(str(out / StaticLayout.TOKENIZER), pretty=False)
    _write(out / StaticLayout.MODULES, _MODULES)
    _write(out / "config_sentence_transformers.json", _CONFIG)
    _write(out / _NORMALIZE / "config.json", {"module_input_name": "sentence_embedding"})


def write_facts(out: Path, facts: Mapping[str, Any]) -> None:
    """Write down in the folder `out` how the model was made and what it reached (`training.json`)."""
    _write(out / "training.json", facts)


def _write(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
