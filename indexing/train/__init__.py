"""How the bundled encoder is made: from text alone, on an ordinary processor, with one command.

    texts.py        the training text, folded, as laws, articles and sentences
    tokenizer.py    text to pieces                      model.py     pieces to a vector
    pairs.py        pairs that nobody had to label      store.py     texts and pairs as batches
    contrastive.py  first stage, on pairs               questions.py labelled questions, and measures
    supervised.py   second stage, on questions          folder.py    the finished folder
    recipe.py       all of it in order: START READING HERE

Nothing outside this package imports it except the command `python -m indexing train`: it needs torch.
"""

from indexing.train.recipe import TrainOptions, TrainReport, train

__all__ = ["TrainOptions", "TrainReport", "train"]
