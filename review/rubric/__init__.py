"""评审指标: what submissions are judged by.

`model` says what a rubric is, `files` reads and writes TOML and XLSX, `bundled` holds those that come with the product.
"""
