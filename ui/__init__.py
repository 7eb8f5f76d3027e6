"""The web pages: call, render. Every Chinese string is in `labels`, every address in `address`."""
