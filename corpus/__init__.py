"""From a file to cited passages: reading, structure, metadata, and the catalogue that records them."""
