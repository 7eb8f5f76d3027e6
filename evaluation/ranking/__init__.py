"""How the ranking that ships was learned: `python -m evaluation learn-ranking`. START READING at `learn.py`.

practice.py   questions made from the training text, each with the statement that answers it
examples.py   labelled and practice questions, asked of an index, as numbers to learn from
learn.py      fusion, trees, abstaining; cross-validation; the file
"""
