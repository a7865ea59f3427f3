"""QR codes: a real decoder reads each one back from what a browser paints."""

import io

import pytest
import zxingcpp
from PIL import Image

from kiosk.routes.qr import address_in_words, qr_svg

MEETING = "https://quartier.example.org/m/k7wq2xa"


def read(png):
    """Return every text that the decoder finds in a picture, with the error level of its code."""
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(png)).convert("L"))
    return [(code.text, code.ec_level) for code in found]


def painted(new_page, drawing, *, color_scheme="light", ground="white", side=240):
    """Return a picture of a page that holds the drawing."""
    page = new_page(400, 400, color_scheme=color_scheme)
    page.set_content(
        f"<body style='margin:60px;background:{ground};color:white'><div style='width:{side}px'>{drawing}</div>"
    )
    return page.screenshot()


@pytest.mark.parametrize("level", ["M", "Q"])
@pytest.mark.parametrize(
    "address",
    [
        pytest.param(MEETING, id="meeting"),
        pytest.param("https://quartier.example.org/calendar", id="all calendars"),
        pytest.param("http://127.0.0.1:8080/calendar?feed=group/frauenfruehstueck", id="a calendar of a demo"),
    ],
)
def test_a_decoder_reads_the_address_from_the_screen(new_page, address, level):
    assert read(painted(new_page, qr_svg(address, level=level))) == [(address, level)]


def test_a_dark_page_does_not_turn_the_code_around(new_page):
    picture = painted(new_page, qr_svg(MEETING), color_scheme="dark", ground="black")

    assert read(picture) == [(MEETING, "M")]
    # The quiet zone is part of the drawing: four modules of white on every side.
    modules = _modules(qr_svg(MEETING))
    module = 240 / modules
    image = Image.open(io.BytesIO(picture)).convert("L")
    inner = range(61, int(60 + 4 * module) - 1)
    assert {image.getpixel((60 + offset, place)) for offset in range(1, 239) for place in inner} == {255}


def _modules(drawing):
    return int(drawing.split('viewBox="0 0 ')[1].split()[0])


def test_a_printed_code_may_lose_a_fifth(new_page):
    page = new_page(400, 400)
    drawing = qr_svg(MEETING, level="Q", scale=8)
    stain = "<div style='position:absolute;left:150px;top:150px;width:56px;height:56px;background:#777'></div>"
    page.set_content(f"<body style='margin:0;background:white'>{drawing}{stain}")

    assert read(page.screenshot()) == [(MEETING, "Q")]


def test_a_code_says_its_address_to_who_cannot_see_it():
    assert 'role="img" aria-label="QR-Code: quartier.example.org/m/k7wq2xa"' in qr_svg(MEETING)


def test_a_code_escapes_what_it_says():
    assert "<b>" not in qr_svg('https://example.org/"><b>')


@pytest.mark.parametrize(
    ("url", "words"),
    [
        (MEETING, "quartier.example.org/m/k7wq2xa"),
        ("https://quartier.example.org/", "quartier.example.org"),
        ("http://127.0.0.1:8080/calendar?feed=all", "127.0.0.1:8080/calendar?feed=all"),
    ],
)
def test_an_address_in_words_is_what_people_type(url, words):
    assert address_in_words(url) == words


def test_the_picture_of_a_meeting_leads_to_it(neighbourhood, browse, new_page):
    code = neighbourhood.meeting()

    answer = browse.get(f"/qr/meeting/{code}.svg")

    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")
    assert "max-age=86400" in answer.headers["cache-control"]
    assert read(painted(new_page, answer.text)) == [(f"https://quartier.example.org/m/{code}", "Q")]


@pytest.mark.parametrize("feed", ["all", "room/stueble", "group/strickcafe"])
def test_the_picture_of_a_calendar_leads_to_its_page(browse, new_page, feed):
    answer = browse.get(f"/qr/calendar/{feed}.svg")

    assert read(painted(new_page, answer.text)) == [(f"https://quartier.example.org/calendar?feed={feed}", "Q")]


@pytest.mark.parametrize(
    "path",
    [
        "/qr/meeting/unknown.svg",
        "/qr/meeting/https:%2F%2Fevil.example.svg",
        "/qr/calendar/group/unknown.svg",
        "/qr/calendar/https://evil.example/.svg",
        "/qr/text/hello.svg",
    ],
)
def test_no_picture_shows_what_is_not_ours(browse, path):
    answer = browse.get(path)

    assert answer.status_code == 404
    assert "svg+xml" not in answer.headers["content-type"]
