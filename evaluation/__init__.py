"""Is it any good? Labelled sets in the BEIR layout go in, retrieval measures, speed and memory come out."""
