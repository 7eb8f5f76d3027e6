"""Tables of facts that the package reads, each with the script that made it."""
