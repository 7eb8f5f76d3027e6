"""Which words of a text name people, units and places: rules, a word list and a table of divisions; no model.

It helps to read without seeing who wrote; it does not make a text anonymous. It misses names that nothing around them
gives away (a nickname, a shop without a suffix, a village called by an everyday word), people named by their given name
alone, names in pictures, and what identifies a unit without naming it (the only port of a province).
"""
