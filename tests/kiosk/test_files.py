"""Styles, fonts and pictures: kept for ever under their content's name, packed; what stands inside a phone page."""

import re

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from kiosk import theme
from kiosk.phone import styles
from kiosk.routes import files


@pytest.fixture
def browse():
    app = FastAPI()
    files.register(app)
    with TestClient(app) as client:
        yield client


def test_a_style_is_kept_for_ever_and_packed(browse):
    answer = browse.get(theme.asset("css/fonts.css"))

    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_a_font_that_styles_name_is_there_and_kept_for_ever(browse):
    named = set(re.findall(r'url\("([^"]+)"\)', str(styles.inside("phone"))))

    assert len(named) == 4
    for path in named:
        answer = browse.get(path)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "public, max-age=31536000, immutable")


def test_a_style_inside_a_page_says_the_same_with_less():
    assert styles.shorter(
        """/* Rows: {a} */
        .a + .b > i:hover,
        .c :focus {
          margin: calc(1rem - 2px) 0;
          font: 400 1rem/1.5 "Noto Sans", serif;
        }
        @media (min-width: 20rem) and (forced-colors: active) {
          b { color: red; }
        }"""
    ) == (
        '.a + .b > i:hover,.c :focus{margin: calc(1rem - 2px) 0;font: 400 1rem/1.5 "Noto Sans",serif}'
        "@media (min-width: 20rem) and (forced-colors: active){b{color: red}}"
    )


def test_a_messenger_gets_the_picture_of_a_card(browse):
    answer = browse.get(theme.asset("pictures/card.png"))

    assert answer.headers["content-type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG")
