"""Quantitative statements (量化成果): every figure with what it counts, and where figures do not agree.

START READING HERE: `extract` finds the figures of a text, `contradictions` and `library` those that do not agree.
"""
