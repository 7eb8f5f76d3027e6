"""How the ranking that ships was learned: `python -m evaluation learn-ranking`. START READING at `learn.py`.

practice.py   questions made from the training text or written for it, each with what answers it
examples.py   labelled, written and practice questions, asked of an index, as numbers to learn from
learn.py      fusion, trees, abstaining; cross-validation; the file
"""
