"""Reads printed sheets as others do: their structure (PDF/UA-1, ISO 14289-1), their text in its order, their codes."""

import io
import re
from collections.abc import Iterator
from typing import Any

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name, Pdf

from tests.support.codes import read_codes

_PAINTS = {"Tj", "TJ", "'", '"', "f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "sh", "Do", "BI", "EI", "INLINE IMAGE"}
_HEADING = re.compile(r"/H([1-6])")


def faults(pdf: bytes) -> list[str]:
    """Return what keeps *pdf* from being read by everybody, as far as its structure tells."""
    with Pdf.open(io.BytesIO(pdf)) as opened:
        root = opened.Root
        found = [*_about(opened)]
        if "/StructTreeRoot" not in root:
            return [*found, "no structure"]
        elements = [*_elements(root.StructTreeRoot.K)]
        found += [*_headings(elements)]
        found += [f"a picture without words: {one}" for one in elements if one.S == "/Figure" and "/Alt" not in one]
        found += [*_tables(elements)]
        found += [f"page {number}: {what}" for number, page in enumerate(opened.pages, 1) for what in _content(page)]
        found += [f"font {name}: {what}" for name, what in _fonts(opened)]
        found += [*_order(elements, opened)]
        return found


def texts(pdf: bytes) -> list[str]:
    """Return the text of each page, in the order of its content."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [_plain(page.get_textpage().get_text_range()) for page in document]
    finally:
        document.close()


def place_of(pdf: bytes, words: str) -> tuple[float, float, float, float]:
    """Return where *words* stand on the first page: left, bottom, right, top, in points."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[0].get_textpage()
        found = page.search(words).get_next()
        assert found is not None, f"{words} is not there"
        boxes = [page.get_charbox(found[0] + number) for number in range(found[1])]
        return (
            *(min(box[side] for box in boxes) for side in (0, 1)),
            *(max(box[side] for box in boxes) for side in (2, 3)),
        )
    finally:
        document.close()


def pictures(pdf: bytes, dpi: int = 150) -> list[bytes]:
    """Return each page as PNG."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        found = []
        for page in document:
            file = io.BytesIO()
            page.render(scale=dpi / 72).to_pil().save(file, "PNG")
            found.append(file.getvalue())
        return found
    finally:
        document.close()


def codes(pdf: bytes, dpi: int = 150) -> list[str]:
    """Return the addresses of all QR codes, as a phone opens them."""
    return [address for picture in pictures(pdf, dpi) for address in read_codes(picture)]


def millimetres(pdf: bytes) -> list[tuple[int, int]]:
    """Return width and height of each page."""
    with Pdf.open(io.BytesIO(pdf)) as opened:
        boxes = [[float(side) for side in page.mediabox] for page in opened.pages]
    return [(round((box[2] - box[0]) / 72 * 25.4), round((box[3] - box[1]) / 72 * 25.4)) for box in boxes]


def alternatives(pdf: bytes) -> list[str]:
    """Return what is said of each picture to who cannot see it."""
    with Pdf.open(io.BytesIO(pdf)) as opened:
        return [str(one.Alt) for one in _elements(opened.Root.StructTreeRoot.K) if one.S == "/Figure"]


def language(pdf: bytes) -> str:
    """Return the language of the document."""
    with Pdf.open(io.BytesIO(pdf)) as opened:
        return str(opened.Root.Lang)


def _plain(text: str) -> str:
    # U+0002 and U+FFFE stand for a hyphen at the end of a line.
    joined = re.sub("[\u0002\ufffe\u00ad]\\s*", "", text.replace("\u00a0", " "))
    return " ".join(joined.split())


def _about(pdf: Pdf) -> Iterator[str]:
    root = pdf.Root
    if not str(root.get("/Lang", "")):
        yield "no language"
    if not root.get("/MarkInfo", Dictionary()).get("/Marked", False):
        yield "not marked"
    if not root.get("/ViewerPreferences", Dictionary()).get("/DisplayDocTitle", False):
        yield "shows its file name, not its title"
    with pdf.open_metadata() as told:
        if told.get("pdfuaid:part") != "1":
            yield "does not say that it is PDF/UA-1"
        if not told.get("dc:title"):
            yield "no title"


def _elements(kids: Any) -> Iterator[Any]:
    for kid in kids if isinstance(kids, Array) else [kids]:
        if isinstance(kid, Dictionary) and "/S" in kid:
            yield kid
            if "/K" in kid:
                yield from _elements(kid.K)


def _headings(elements: list[Any]) -> Iterator[str]:
    last = 0
    for one in elements:
        if found := _HEADING.fullmatch(str(one.S)):
            level = int(found[1])
            if level > last + 1:
                yield f"a heading of level {level} after level {last}"
            last = level
    if not last:
        yield "no heading"


def _tables(elements: list[Any]) -> Iterator[str]:
    for table in (one for one in elements if one.S == "/Table"):
        if not any(one.S == "/TH" for one in _elements(table.K)):
            yield "a table without headers"


def _content(page: pikepdf.Page) -> Iterator[str]:
    depth = 0
    for instruction in pikepdf.parse_content_stream(page):
        operator = str(instruction.operator)
        if operator in ("BDC", "BMC"):
            depth += 1
        elif operator == "EMC":
            depth -= 1
        elif operator in _PAINTS and not depth:
            yield f"{operator} paints what is neither content nor decoration"
    if depth:
        yield "marks that do not end"


def _fonts(pdf: Pdf) -> Iterator[tuple[str, str]]:
    fonts = {one.objgen: one for one in pdf.objects if isinstance(one, Dictionary) and one.get("/Type") == "/Font"}
    for font in fonts.values():
        if font.get("/Subtype") == "/Type3":
            continue
        name = str(font.get("/BaseFont"))
        whole = font if "/DescendantFonts" not in font else font.DescendantFonts[0]
        if "/DescendantFonts" in font and "/ToUnicode" not in font:
            yield name, "its signs have no meaning"
        described = whole.get("/FontDescriptor", Dictionary())
        if not any(key in described for key in ("/FontFile", "/FontFile2", "/FontFile3")):
            yield name, "not embedded"


def _order(elements: list[Any], pdf: Pdf) -> Iterator[str]:
    """Tell where the structure is read in another order than the content stands in, by page."""
    numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
    last: dict[int, int] = {}
    for element in elements:
        for kid in element.K if isinstance(element.get("/K"), Array) else [element.get("/K")]:
            found = _marked(kid, element, numbers)
            if found is None:
                continue
            page, mark = found
            if mark < last.get(page, -1):
                yield f"page {page}: {mark} is read after {last[page]}"
            last[page] = mark


def _marked(kid: Any, element: Any, numbers: dict[Any, int]) -> tuple[int, int] | None:
    if isinstance(kid, Dictionary) and kid.get("/Type") == Name.MCR:
        page = kid.get("/Pg", element.get("/Pg"))
        return numbers[page.objgen], int(kid.MCID)
    if isinstance(kid, int) or (kid is not None and not isinstance(kid, Dictionary | Array)):
        return numbers[element.Pg.objgen], int(kid)
    return None
