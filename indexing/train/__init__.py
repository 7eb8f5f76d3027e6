"""How the bundled encoder is made: from text alone, on an ordinary processor, with one command.

    texts.py        the training text, folded, as laws, articles and sentences
    tokenizer.py    text to pieces, in two ways     model.py     pieces to a vector
    pairs.py        pairs that nobody had to label  rewrites.py  statements put as questions (lay.tsv: in whose words)
    store.py        texts and pairs as batches      questions.py labelled questions, and measures
    contrastive.py  first stage, on pairs           practice.py  questions that nobody asked
    written.py      questions written for passages  supervised.py second stage, on questions
    copies.py       texts that say nearly the same  folder.py     the finished folder
    beside.py       both halves at once             interaction.py third stage: how single pieces are compared
    recipe.py       all of it in order: START READING HERE

The model has two halves over one vocabulary: one reads the pieces that a text is cut into, the other all that occur in
it. Each is trained alone, through two stages, the two at once; the third looks at both. With `--folds` the second and
the third stage run five times more, each time without a fifth of the questions, labelled and written: what
training.json says about the labelled ones is measured on models that never saw them.

Nothing outside this package imports it except the command `python -m indexing train`: it needs torch.
"""

from indexing.train.recipe import TrainOptions, TrainReport, train

__all__ = ["TrainOptions", "TrainReport", "train"]
