"""Characters of symbol fonts (Symbol, Wingdings, Wingdings 2) as Unicode; Word stores them as U+F020–U+F0FF."""

from __future__ import annotations

from corpus.readers.radicals import repair

UNKNOWN = "\N{REPLACEMENT CHARACTER}"


def _run(first: int, characters: str) -> dict[int, str]:
    return {first + place: character for place, character in enumerate(characters) if character != "·"}


# Adobe's Symbol encoding where it differs from ASCII.
_SYMBOL = {
    **_run(0x20, " !∀#∃%&∍()∗+,−./0123456789:;<=>?≅"),
    **_run(0x5B, "[∴]⊥_"),
    **_run(0x7B, "{|}∼"),
    **_run(0x41, "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ"),
    **_run(0x61, "αβχδεφγηιϕκλμνοπθρστυϖωξψζ"),
    **_run(0xA0, "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊⟨®©™∑"),
    **_run(0xF1, "⟩∫"),
}
# What forms and lists use; · stands for what has no plain counterpart.
_WINGDINGS = {
    0x20: " ",
    **_run(0x21, "✏✂✁"),
    **_run(0x28, "☎✆✉"),
    **_run(0x36, "⌛⌨"),
    **_run(0x3E, "✇✍"),
    **_run(0x41, "✌"),
    **_run(0x45, "☜☞☝☟"),
    **_run(0x4A, "☺😐☹"),
    **_run(0x6C, "●❍■☐□❑❒⬧⧫◆❖⬥⌧"),
    **_run(0x80, "⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿"),
    0x9E: "·",
    **_run(0x9F, "•·○○·◉◎"),
    **_run(0xA7, "▪☐"),
    **_run(0xAA, "✦★✶✴✹✵"),
    0xD8: "➢",
    0xDC: "➲",
    **_run(0xDF, "←→↑↓↖↗↙↘←→↑↓↖↗↙↘⇦⇨⇧⇩"),
    **_run(0xFB, "✗✓☒☑"),
}
_WINGDINGS_2 = {
    0x20: " ",
    **_run(0x4F, "✗✓☒☑☒☒"),
    **_run(0x69, "⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿"),
    **_run(0x96, "●"),
    0xA3: "□",
}
_FONTS = {"symbol": _SYMBOL, "wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2}


def is_private(character: str) -> bool:
    """Whether this is where Word puts the characters of symbol fonts."""
    return "\uf020" <= character <= "\uf0ff"


def symbol(code: int, font: str) -> str:
    """The character `code` of `font`; U+FFFD where nobody knows what it shows, empty where it is no character."""
    if not 0x20 <= code <= 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return ""
    table = _FONTS.get(font.strip().lower())
    low = code & 0xFF if 0xF000 <= code <= 0xF0FF or code <= 0xFF else None
    if table is not None and low is not None:
        return table.get(low, UNKNOWN)
    character = chr(code)
    guessed, _ = repair(character)
    return UNKNOWN if guessed == character and 0xE000 <= code <= 0xF8FF else guessed


def unmasked(text: str, font: str) -> str:
    """`text` with the characters of a symbol font that stand in it as private ones; those of other fonts stay.

    A letter alone is one too (R in Wingdings 2 is how forms tick a box); longer text in a symbol font was seldom meant.
    """
    table = _FONTS.get(font.strip().lower())
    if table is None:
        return text
    if len(text) == 1 and not is_private(text):
        return table.get(ord(text), text)
    return "".join(symbol(ord(character), font) if is_private(character) else character for character in text)
