"""Small PDFs written by hand, so that tests decide where every line stands."""

from __future__ import annotations

from collections.abc import Sequence

Placed = tuple[float, float, float, str]  # x, y, size of type, text

_FONT = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
    b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) "
    b"/Ordering (GB1) /Supplement 2 >> /DW 1000 /FontDescriptor 5 0 R >>",
    b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 "
    b"/Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
)


def lines(texts: Sequence[str], *, x: float = 60, top: float = 740, size: float = 12, step: float = 20) -> list[Placed]:
    """Lines one below the other."""
    return [(x, top - step * index, size, text) for index, text in enumerate(texts)]


def pdf(
    pages: Sequence[Sequence[Placed]],
    *,
    catalog: bytes = b"",
    info: bytes = b"",
    rotate: int = 0,
    drawn: bytes = b"",
    more: Sequence[bytes] = (),
) -> bytes:
    """A PDF of A4 pages: `drawn` is more content for each of them, `more` are further objects at the end.

    Without `info` the pages are the objects 6, 8, 10 …, and `more` follows the last.
    """
    first = 6 + bool(info)
    numbers = [first + 2 * index for index in range(len(pages))]
    kids = b" ".join(b"%d 0 R" % number for number in numbers)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog,
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages)),
        *_FONT,
    ]
    if info:
        objects.append(info)
    for number, placed in zip(numbers, pages, strict=True):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Rotate %d /Contents %d 0 R "
            b"/Resources << /Font << /F 3 0 R >> >> >>" % (rotate, number + 1)
        )
        content = b"\n".join([*(_shown(*line) for line in placed), *([drawn] if drawn else [])])
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    objects += more
    return _written(objects, info=b"/Info 6 0 R" if info else b"")


def _shown(x: float, y: float, size: float, text: str) -> bytes:
    return f"BT /F {size} Tf {x} {y} Td <{text.encode('utf-16-be').hex()}> Tj ET".encode()


def _written(objects: Sequence[bytes], *, info: bytes) -> bytes:
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, info, start)
    return bytes(out)


def picture_pdf(
    size: tuple[int, int],
    pixels: bytes,
    *,
    placed: Sequence[Placed] = (),
    media: tuple[int, int] = (595, 842),
    part: float = 1.0,
) -> bytes:
    """A page under a picture of `size` pixels, three bytes each, deflated already; `placed` is text over it.

    The picture takes `part` of the width and of the height of the page.
    """
    width, height = media
    shown = b"\n".join(
        [b"q %f 0 0 %f 0 0 cm /I Do Q" % (width * part, height * part), *(_shown(*one) for one in placed)]
    )
    resources = b"<< /XObject << /I 8 0 R >> /Font << /F 3 0 R >> >>"
    head = b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 8 /ColorSpace /DeviceRGB" % size
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [6 0 R] /Count 1 >>",
        *_FONT,
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents 7 0 R /Resources %s >>" % (*media, resources),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(shown), shown),
        b"%s /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (head, len(pixels), pixels),
    ]
    return _written(objects, info=b"")


def ruled(xs: Sequence[float], ys: Sequence[float]) -> bytes:
    """The content that strokes every line of a table whose columns lie between `xs`, its rows between `ys`."""
    across = [b"%f %f m %f %f l S" % (min(xs), y, max(xs), y) for y in ys]
    down = [b"%f %f m %f %f l S" % (x, min(ys), x, max(ys)) for x in xs]
    return b"0.5 w " + b" ".join([*across, *down])
