"""The words of the pages in English."""
