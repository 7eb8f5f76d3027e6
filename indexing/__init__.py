"""Passages made searchable: the analyzer, the encoder, the dense and lexical sides, and building them."""
