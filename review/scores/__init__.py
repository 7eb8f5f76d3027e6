"""Scores: given, kept, compared, combined, written down.

`Scores` (store) keeps them, `results` says what they come to, `decision` gathers the record of a round. The formulas
are in `agreement`, `statistics`, `sensitivity` and `combining`: pure functions, each with its definition.
"""
