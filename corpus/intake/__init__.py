"""How files come in: in processes of their own, with limits, out of archives too. Used by corpus.ingest."""
