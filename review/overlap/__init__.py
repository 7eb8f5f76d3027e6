"""Which words submissions share with one another and with the library. START READING HERE: `finding.py`."""
