"""Text to vectors: the protocol, the bundled encoder, and any sentence-transformers model beside it.

The bundled encoder is two tables with one vector a piece of text: one for the pieces that a text is cut into, one for
all that occur in it; each half of a vector is a sum over its table, normalised. It is read without torch, so that a
command line starts at once. `indexing/train` made it; `indexing/models` holds it.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import json
import logging
import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, Self
from weakref import WeakValueDictionary

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load

from corpus.errors import EncoderError
from corpus.script import fold
from indexing.pieces import Bags, Half, Ids, PieceCutter

Vectors = NDArray[np.float32]

BUNDLED = "bundled"
BUNDLED_FOLDER = Path(__file__).parent / "models" / "casebase-static-zh"

_BATCH = 1024  # passages at once
_FEW = 64  # texts that are summed one by one
_ZERO = 1e-9  # what nothing is divided by
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_UNSAFE = re.compile(r"[^\w.-]+")
_log = logging.getLogger(__name__)


class Encoder(Protocol):
    """Texts in, unit vectors out.

    `name` is stable and safe as the name of a folder; `revision` changes with the content of the model; `max_tokens`
    is where longer texts are cut, None where nothing is ever cut.
    """

    @property
    def name(self) -> str:
        """What people call it."""

    @property
    def revision(self) -> str:
        """A hash of the model, in hexadecimal."""

    @property
    def dimension(self) -> int:
        """The length of a vector."""

    @property
    def max_tokens(self) -> int | None:
        """Where a text is cut, in the model's own tokens."""

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """Vectors (n, d), each of length 1, or 0 where a text holds nothing the model knows."""

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """As `encode_documents`, with whatever the model wants in front of a question."""


@dataclass(frozen=True, slots=True)
class ModelLayout:
    """The files of a sentence-transformers folder whose one module before Normalize, called `kind`, is read here."""

    folder: Path
    module: Path
    kind: str

    MODULES = "modules.json"
    TOKENIZER = "tokenizer.json"
    WEIGHTS = "model.safetensors"

    @classmethod
    def find(cls, folder: Path) -> Self | None:
        """The layout of `folder`, or None where it holds some other kind of model or none."""
        try:
            modules = json.loads((folder / cls.MODULES).read_text(encoding="utf-8"))
            kind, *rest = [module["type"].rsplit(".", 1)[-1] for module in modules]
            layout = cls(folder, folder / modules[0]["path"], kind) if rest == ["Normalize"] else None
        except (OSError, ValueError, LookupError, TypeError, AttributeError):
            return None
        known = layout is not None and layout.kind in _READERS
        return layout if layout and known and layout.tokenizer.is_file() and layout.weights.is_file() else None

    @property
    def tokenizer(self) -> Path:
        """The tokenizer's own file."""
        return self.module / self.TOKENIZER

    @property
    def weights(self) -> Path:
        """The vectors."""
        return self.module / self.WEIGHTS

    def read(self, name: str) -> tuple[bytes, bytes, str]:
        """The tokenizer's file, that of the vectors, and the revision that both make.

        Raises `EncoderError` where one cannot be read.
        """
        try:
            wording, weights = self.tokenizer.read_bytes(), self.weights.read_bytes()
        except OSError as error:
            raise EncoderError(name, f"{self.folder} cannot be read ({error}): restore its files") from error
        revision = hashlib.blake2b(wording, digest_size=16)
        revision.update(weights)
        return wording, weights, revision.hexdigest()

    def state(self) -> tuple[object, ...]:
        """Tells the two files from all others, and from themselves once they are changed; OSError where one is gone."""
        found = [(path, path.stat()) for path in (self.tokenizer.absolute(), self.weights.absolute())]
        return tuple((path, one.st_ino, one.st_size, one.st_mtime_ns, one.st_ctime_ns) for path, one in found)


@dataclass(frozen=True, slots=True)
class Interaction:
    """How single pieces of a question are compared with those of a passage (`indexing/train/interaction.py`).

    A piece of a question looks like its vector times `matrix`, shape (d, d), to those of passages; it counts as much as
    `weights`, shape (pieces,), says.
    """

    matrix: Vectors
    weights: Vectors

    MATRIX = "late.matrix"
    WEIGHTS = "late.weights"

    def stored(self) -> dict[str, NDArray[Any]]:
        """As it is kept in a file: half precision."""
        return {self.MATRIX: self.matrix.astype(np.float16), self.WEIGHTS: self.weights.astype(np.float16)}

    @classmethod
    def plain(cls, table: Vectors) -> Self:
        """Where nothing was learned: pieces are compared as they stand in `table`, each as heavy as it is long."""
        return cls(np.eye(table.shape[1], dtype=np.float32), np.linalg.norm(table, axis=1))

    @classmethod
    def restored(cls, tensors: Mapping[str, NDArray[Any]], table: Vectors) -> Self | None:
        """What `stored` made of it; None where it is not among `tensors`.

        Raises:
            KeyError, ValueError: half of it is missing, or it does not fit the table.
        """
        if cls.MATRIX not in tensors and cls.WEIGHTS not in tensors:
            return None
        matrix, weights = tensors[cls.MATRIX].astype(np.float32), tensors[cls.WEIGHTS].astype(np.float32)
        if matrix.shape != (table.shape[1],) * 2 or weights.shape != (len(table),):
            raise ValueError(f"{cls.MATRIX} and {cls.WEIGHTS} have shapes {matrix.shape} and {weights.shape}")
        return cls(matrix, weights)


class TableEncoder:
    """What encoders of tables share: they fold texts (`corpus.script.fold`), so both scripts meet, and cut nothing."""

    max_tokens: int | None = None

    def __init__(self, name: str, revision: str, dimension: int) -> None:
        self.name = name
        self.revision = revision
        self.dimension = dimension

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """Vectors (n, d) of length 1; of length 0 for a text without any known piece."""
        return self.encode_folded([prepared(text) for text in texts])

    def encode_folded(self, texts: Sequence[str]) -> Vectors:
        """As `encode_documents`, of texts that are folded already."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for start in range(0, len(texts), _BATCH):
            rows = slice(start, start + _BATCH)
            vectors[rows] = self._directed(self._sum(list(texts[rows])))
        return unit(vectors)

    def encode_sentences(
        self, above: Sequence[str], texts: Sequence[str], cut: Callable[[str], list[str]]
    ) -> list[Vectors]:
        """Vectors (m, d) of the m sentences that `cut` makes of each folded text, each under what stands `above` it.

        So one that says 该中心 is still about what the heading names.
        """
        found: list[Vectors] = []
        for start in range(0, len(texts), _BATCH):
            rows = slice(start, start + _BATCH)
            parts = [cut(prepared(text)) for text in texts[rows]]
            headings = self._sum([prepared(text) for text in above[rows]])
            each = self._sum([sentence for sentences in parts for sentence in sentences])
            lengths = [len(sentences) for sentences in parts]
            vectors = unit(self._directed(each + np.repeat(headings, lengths, axis=0)))
            found += np.split(vectors, np.cumsum(lengths)[:-1])
        return found

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """As `encode_documents`: no prompt."""
        return self.encode_documents(texts)

    def _sum(self, folded: list[str]) -> Vectors:
        """The sum of the vectors of each text's pieces."""
        raise NotImplementedError

    def _directed(self, summed: Vectors) -> Vectors:
        """What makes sums a vector, its length aside."""
        return summed


class StaticEncoder(TableEncoder):
    """A table of vectors, one a piece of any tokenizer (StaticEmbedding of sentence-transformers, model2vec)."""

    TENSOR = "embedding.weight"

    def __init__(self, name: str, revision: str, tokenizer: Any, table: Vectors) -> None:
        super().__init__(name, revision, int(table.shape[1]))
        self._tokenizer = tokenizer
        self._table = table

    @classmethod
    def load(cls, layout: ModelLayout, name: str) -> Self:
        """Read the files of `layout`.

        Raises:
            EncoderError: a file is damaged, or the tokenizer and the vectors do not belong together.
        """
        from tokenizers import Tokenizer

        wording, weights, revision = layout.read(name)
        try:
            tokenizer = Tokenizer.from_buffer(wording)
            table = load(weights)[cls.TENSOR].astype(np.float32)
        except Exception as error:  # the two readers raise bare Exception subclasses of their own
            raise EncoderError(name, f"{layout.folder} cannot be read ({error}): restore its files") from error
        tokenizer.no_padding()
        tokenizer.no_truncation()
        _check_sizes(name, layout, len(table) if table.ndim == 2 else 0, tokenizer.get_vocab_size())
        return cls(name, revision, tokenizer, table)

    def _sum(self, folded: list[str]) -> Vectors:
        """The sum of the vectors of each text's pieces. Its mean, which is the model, has the same direction."""
        encodings = self._tokenizer.encode_batch_fast(folded, add_special_tokens=False)
        pieces = [np.asarray(encoding.ids, dtype=np.int32) for encoding in encodings]
        ids = np.concatenate([np.zeros(0, dtype=np.int32), *pieces])
        return sums(self._table, Bags(ids, np.cumsum([0, *map(len, pieces)], dtype=np.int64)))


class PieceEncoder(TableEncoder):
    """The bundled kind: two tables over one vocabulary, for the path of a text and for all its pieces.

    A vector is the two sums, each normalised, side by side. `cutter`, `every` and `interaction` are also what the
    ranking compares single pieces with (`search/features.py`).
    """

    def __init__(
        self,
        name: str,
        revision: str,
        cutter: PieceCutter,
        path: Vectors,
        every: Vectors,
        interaction: Interaction | None = None,
    ) -> None:
        super().__init__(name, revision, int(path.shape[1] + every.shape[1]))
        self.cutter = cutter
        self.path = path
        self.every = every
        self.interaction = interaction or Interaction.plain(every)
        lengths = np.linalg.norm(every, axis=1)
        self.lengths = np.where(lengths > 0, lengths, 1).astype(np.float32)  # of the rows of `every`; of zeros, 1

    @classmethod
    def load(cls, layout: ModelLayout, name: str) -> Self:
        """Read the files of `layout`.

        Raises:
            EncoderError: a file is damaged, or the vocabulary and the vectors do not belong together.
        """
        wording, weights, revision = layout.read(name)
        try:
            cutter = PieceCutter.read(wording)
            tensors = load(weights)
            path, every = (restored(tensors, half) for half in Half)
            for table in (path, every):
                _check_sizes(name, layout, len(table), cutter.size)
            interaction = Interaction.restored(tensors, every)
        except EncoderError:
            raise
        except Exception as error:  # whatever safetensors and a damaged file may raise
            raise EncoderError(name, f"{layout.folder} cannot be read ({error}): restore its files") from error
        return cls(name, revision, cutter, path, every, interaction)

    def asked(self, pieces: Ids) -> tuple[Vectors, Vectors]:
        """What `pieces` of a question look like to those of passages, (n, d) of length 1; their weights, 1 together.

        A piece of a passage comes as near as the cosine of its row of `every` and one of these.
        """
        weights = self.interaction.weights[pieces]
        vectors = unit(unit(self.every[pieces]) @ self.interaction.matrix)
        return vectors, weights / max(float(weights.sum()), _ZERO)

    def _sum(self, folded: list[str]) -> Vectors:
        cut = self.cutter.cut(folded)
        return np.hstack([sums(self.path, cut.path), sums(self.every, cut.all)])

    def _directed(self, summed: Vectors) -> Vectors:
        return np.hstack([unit(half) for half in np.split(summed, [self.path.shape[1]], axis=1)])


def prepared(text: str) -> str:
    """`text` as the tables know it: folded, and without broken Unicode."""
    return fold(_SURROGATES.sub("\ufffd", text))


def stored(table: Vectors, name: str) -> dict[str, NDArray[Any]]:
    """A table as it is kept in a file: whole numbers of eight bits, and what each row is multiplied by."""
    scale = np.abs(table).max(axis=1, keepdims=True) / 127
    rows = np.divide(table, scale, out=np.zeros_like(table), where=scale > 0)
    return {f"{name}.weight": np.rint(rows).astype(np.int8), f"{name}.scale": scale.astype(np.float32)}


def restored(tensors: Mapping[str, NDArray[Any]], name: str) -> Vectors:
    """The table that `stored` made two tensors of.

    Raises:
        KeyError, ValueError: they are not there, or do not belong together.
    """
    weight, scale = tensors[f"{name}.weight"], tensors[f"{name}.scale"]
    if weight.ndim != 2 or scale.shape != (len(weight), 1):
        raise ValueError(f"{name}.weight and {name}.scale have shapes {weight.shape} and {scale.shape}")
    table: Vectors = weight.astype(np.float32) * scale.astype(np.float32)
    return table


def unit(vectors: Vectors) -> Vectors:
    """Each row divided by its length; rows of zeros stay."""
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    divided: Vectors = np.divide(vectors, norms, out=np.zeros_like(vectors), where=norms > 0)
    return divided


def sums(table: Vectors, bags: Bags) -> Vectors:
    """The sum of the rows of `table` in each bag, shape (bags, dimension)."""
    if len(bags) <= _FEW:
        few = np.zeros((len(bags), table.shape[1]), dtype=np.float32)
        for row, (start, end) in enumerate(itertools.pairwise(bags.offsets)):
            few[row] = table[bags.ids[start:end]].sum(axis=0)
        return few
    from scipy.sparse import csr_array  # 0.2 s to import: a question can do without

    ones = np.ones(len(bags.ids), dtype=np.float32)
    total: Vectors = csr_array((ones, bags.ids, bags.offsets), shape=(len(bags), len(table))) @ table
    return total


def _check_sizes(name: str, layout: ModelLayout, vectors: int, pieces: int) -> None:
    if vectors < pieces:
        raise EncoderError(name, f"{layout.folder} has {vectors} vectors for {pieces} pieces: restore its files")


_READERS: dict[str, type[StaticEncoder] | type[PieceEncoder]] = {
    "StaticEmbedding": StaticEncoder,
    "PieceEmbedding": PieceEncoder,
}
_LOADING = threading.Lock()
_IN_USE: WeakValueDictionary[tuple[object, ...], StaticEncoder | PieceEncoder] = WeakValueDictionary()


class SentenceTransformerEncoder:
    """Any sentence-transformers model, from a folder or by its name on the Hugging Face hub.

    It gets texts as they were written: its vocabulary is its own. Code that comes with a model is never run.
    `truncated` counts the texts that were longer than `max_tokens` so far.

    Args:
        name: a folder, or a hub name (`BAAI/bge-small-zh-v1.5`). With HF_HUB_OFFLINE=1 only what was downloaded
            before is used.
        query_prompt: what stands in front of a question; None takes the model's own prompt, if it has one.

    Raises:
        EncoderError: there is no such model, or it cannot be loaded.
    """

    def __init__(self, name: str, *, query_prompt: str | None = None) -> None:
        folder = Path(name).expanduser()
        self._model = open_model(name, _sentence_transformer)
        self._query_prompt = query_prompt
        self.name = safe_name(folder.resolve().name if folder.is_dir() else name)
        self.revision = _fingerprint(self._model)
        self.dimension = int(self._model.get_embedding_dimension())
        longest = self._model.max_seq_length
        self.max_tokens: int | None = int(longest) if longest and longest < 1 << 30 else None
        self.truncated = 0

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """Vectors (n, d) of length 1. Texts beyond `max_tokens` are cut; a warning in the log says how many."""
        self._count_truncated(texts)
        return self._vectors(self._model.encode_document, texts, None)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """As `encode_documents`, with the query prompt in front."""
        return self._vectors(self._model.encode_query, texts, self._query_prompt)

    def _vectors(self, encode: Any, texts: Sequence[str], prompt: str | None) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        found = encode(list(texts), prompt=prompt, normalize_embeddings=True, show_progress_bar=False)
        return np.nan_to_num(np.asarray(found, dtype=np.float32))

    def _count_truncated(self, texts: Sequence[str]) -> None:
        # A token is one character at least in every tokenizer in use for Chinese, so short texts need no look.
        long = [text for text in texts if self.max_tokens and len(text) + 2 > self.max_tokens]
        tokenizer = self._model.tokenizer
        if not long or not callable(tokenizer):
            return
        lengths = [len(ids) for ids in tokenizer(long, truncation=False, verbose=False)["input_ids"]]
        cut = sum(length > (self.max_tokens or 0) for length in lengths)
        self.truncated += cut
        if cut:
            _log.warning("%s reads %d tokens of a passage: %d were cut there", self.name, self.max_tokens, cut)


def load_encoder(name: str = BUNDLED, *, query_prompt: str | None = None) -> Encoder:
    """The encoder called `name`: the bundled one, a folder that holds a model, or a model of the hub.

    A folder in the layout of the bundled model is read the same way, without torch.

    Raises:
        EncoderError: there is no such encoder, or it cannot be loaded; the sentence says what to do.
    """
    folder = BUNDLED_FOLDER if name == BUNDLED else Path(name).expanduser()
    if layout := ModelLayout.find(folder):
        return _table_encoder(layout, safe_name(folder.resolve().name))
    if name == BUNDLED:
        raise EncoderError(name, f"{folder} is missing or incomplete: install the program again, or train it anew")
    return SentenceTransformerEncoder(name, query_prompt=query_prompt)


def _table_encoder(layout: ModelLayout, name: str) -> StaticEncoder | PieceEncoder:
    """The encoder of `layout`: one that is in use already, where its files are still the same.

    Building an index beside the searcher that answers needs no second copy of the tables, nor the time to read them.
    """
    try:
        known = (layout.kind, name, *layout.state())
    except OSError:
        return _READERS[layout.kind].load(layout, name)  # which says what is missing
    with _LOADING:
        encoder = _IN_USE.get(known)
        if encoder is None:
            encoder = _IN_USE[known] = _READERS[layout.kind].load(layout, name)
        return encoder


def safe_name(name: str) -> str:
    """`name` as it may stand in a path: letters, digits, `.`, `_` and `-`."""
    return _UNSAFE.sub("--", name).strip("-.") or "encoder"


def open_model(name: str, load: Callable[[str], Any], *, otherwise: str = f", or use {BUNDLED!r}") -> Any:
    """What `load` makes of the model called `name`, given its folder or its name on the hub.

    `otherwise` ends the sentence that is said where there is no such folder.

    Raises:
        EncoderError: there is no such model, or it cannot be loaded.
    """
    folder = Path(name).expanduser()
    if folder.is_dir():
        if not any((folder / file).is_file() for file in ("modules.json", "config.json")):
            raise EncoderError(name, "the folder holds no model: name a folder with a modules.json or config.json")
    elif folder.exists() or not _is_hub_name(name):
        raise EncoderError(name, f"there is no such folder: check the path{otherwise}")
    with _quiet():
        try:
            return load(str(folder) if folder.is_dir() else name)
        except Exception as error:  # the hub, transformers and torch raise whatever they like
            raise EncoderError(name, _remedy(folder, error)) from error


def _sentence_transformer(where: str) -> Any:
    from sentence_transformers import SentenceTransformer  # seconds to import: only who asks for it pays

    return SentenceTransformer(where, device="cpu", trust_remote_code=False)


def _is_hub_name(text: str) -> bool:
    """Whether `text` can be a name on the hub (`owner/model` or `model`) rather than a path."""
    return re.fullmatch(r"[A-Za-z0-9][\w.-]*(/[A-Za-z0-9][\w.-]*)?", text, re.ASCII) is not None


def _remedy(folder: Path, error: Exception) -> str:
    reason = " ".join(str(error).split())[:200] or type(error).__name__
    if folder.is_dir():
        return f"the folder holds no model that can be loaded ({reason}): download it again"
    return (
        f"it is neither a folder nor a model that could be fetched from the hub ({reason}): check the name and the "
        f"network, or download the model elsewhere and name its folder"
    )


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep the loading bars of transformers off the screen, and put the setting back."""
    from transformers.utils import logging as hub_logging

    bars: Any = hub_logging
    shown = bars.is_progress_bar_enabled()
    bars.disable_progress_bar()
    try:
        yield
    finally:
        if shown:
            bars.enable_progress_bar()


def _fingerprint(model: Any) -> str:
    """A hash of all that decides a document's vector: the architecture, the weights, the vocabulary, the prompts."""
    digest = hashlib.blake2b(str(model).encode(), digest_size=16)
    digest.update(json.dumps(model.prompts, sort_keys=True, ensure_ascii=True).encode())
    backend = getattr(model.tokenizer, "backend_tokenizer", model.tokenizer)
    if hasattr(backend, "to_str"):
        digest.update(backend.to_str().encode())
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(np.ascontiguousarray(tensor.detach().cpu().float().numpy()).data)
    return digest.hexdigest()
