"""The words of the pages in Chinese: the language that they are written in first, and that the others follow."""
