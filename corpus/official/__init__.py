"""What an official document says of itself: who issued it, its number, dates, places, kind. Used by corpus.metadata."""
