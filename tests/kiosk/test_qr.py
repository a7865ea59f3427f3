"""QR codes: a real decoder reads each one back from what a browser paints."""

import io

import pytest
from PIL import Image

from kiosk.components.codes import AT_KIOSK, IN_HAND, ON_POSTER, modules
from kiosk.routes.qr import address_in_words, qr_svg
from tests.support.codes import levels_in, raw_codes, read_codes

MEETING = "https://quartier.example.org/m/k7wq2xa"
LEVELS = "LMQH"


def painted(new_page, drawing, *, color_scheme="light", ground="white", side=240):
    """Return a picture of a page that holds the drawing."""
    page = new_page(400, 400, color_scheme=color_scheme)
    page.set_content(
        f"<body style='margin:60px;background:{ground};color:white'><div style='width:{side}px'>{drawing}</div>"
    )
    return page.screenshot()


@pytest.mark.parametrize("reading", [AT_KIOSK, IN_HAND, ON_POSTER], ids=["kiosk", "hand", "poster"])
@pytest.mark.parametrize(
    "address",
    [
        pytest.param(MEETING, id="meeting"),
        pytest.param(f"https://quartier.example.org/b/{'x' * 22}", id="a held time"),
        pytest.param("https://quartier.example.org/calendar", id="all calendars"),
        pytest.param("https://xn--brger-kva.example/m/k7wq2xa", id="a name with an umlaut"),
        pytest.param("http://127.0.0.1:8080/calendar?feed=group/frauenfruehstueck", id="a calendar of a demo"),
    ],
)
def test_a_decoder_reads_the_address_from_the_screen(new_page, address, reading):
    picture = painted(new_page, qr_svg(address, reading=reading))

    assert read_codes(picture) == [address]
    assert LEVELS.index(levels_in(picture)[0]) >= LEVELS.index(reading.level)


def test_capitals_are_used_where_they_save_modules_and_only_there(new_page):
    short = "https://treff.example/m/k7wq2xa"

    assert raw_codes(painted(new_page, qr_svg(short))) == ["HTTPS://TREFF.EXAMPLE/m/k7wq2xa"]
    assert raw_codes(painted(new_page, qr_svg(MEETING))) == [MEETING]
    assert (len(modules(short, AT_KIOSK)), len(modules(MEETING, AT_KIOSK))) == (25, 29)


def test_what_bears_more_loss_and_costs_no_module_is_taken(new_page):
    card = f"TP{'7K' * 14}"

    assert levels_in(painted(new_page, qr_svg(card, reading=IN_HAND))) == ["H"]


def test_whoever_stands_farther_away_gets_larger_modules():
    assert [place.module for place in (IN_HAND, AT_KIOSK, ON_POSTER)] == [0.75, 1.5, 3.75]  # millimetres


def test_a_dark_page_does_not_turn_the_code_around(new_page):
    picture = painted(new_page, qr_svg(MEETING), color_scheme="dark", ground="black")

    assert read_codes(picture) == [MEETING]
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
    drawing = qr_svg(MEETING, reading=IN_HAND)
    stain = "<div style='position:absolute;left:150px;top:150px;width:56px;height:56px;background:#777'></div>"
    page.set_content(f"<body style='margin:0;background:white'><div style='width:296px'>{drawing}</div>{stain}")

    assert read_codes(page.screenshot()) == [MEETING]


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
    assert read_codes(painted(new_page, answer.text)) == [f"https://quartier.example.org/m/{code}"]
    assert ' width="27.8mm" height="27.8mm"' in answer.text
    assert ' width="138.8mm" height="138.8mm"' in browse.get(f"/qr/meeting/{code}.svg?poster=1").text


@pytest.mark.parametrize("feed", ["all", "room/stueble", "group/strickcafe"])
def test_the_picture_of_a_calendar_leads_to_its_page(browse, new_page, feed):
    answer = browse.get(f"/qr/calendar/{feed}.svg")

    assert read_codes(painted(new_page, answer.text)) == [f"https://quartier.example.org/calendar?feed={feed}"]


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
