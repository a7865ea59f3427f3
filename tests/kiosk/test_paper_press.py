"""The press: nothing is set twice, nothing reaches out of it, and what cannot be read by everybody is found."""

import dataclasses
import json

import pikepdf
import pytest
import typst

from booking.titles import objections
from kiosk.paper import press, saying, typesetting
from kiosk.paper.press import NotPrinted, Press, Sheet
from tests.kiosk.paper_house import full_week, lived_in, poster, printed
from tests.support import paper


@pytest.fixture
def sheet(sqlite_db):
    with sqlite_db.writing() as session:
        full_week(lived_in(session), 3)
        return poster(session)


async def test_what_did_not_change_is_not_set_again(sheet, monkeypatch):
    done = Press()
    first = await done.printed(sheet)

    again = await done.printed(sheet)
    other = await done.printed(dataclasses.replace(sheet, made=sheet.made + 86400))

    assert again is first
    assert other is not first


async def test_what_cannot_be_set_is_told(caplog):
    with pytest.raises(NotPrinted):
        await Press().printed(Sheet(kind="week", name="leer", content={}))

    assert "a sheet could not be set" in caplog.text


@pytest.mark.parametrize("way", ["../pyproject.toml", "../../../../../../etc/passwd", "/../pyproject.toml"])
def test_a_layout_opens_no_file_outside_assets(way):
    with pytest.raises(typst.TypstError):
        typst.Compiler(root=str(typesetting.ASSETS)).compile(f"#read({json.dumps(way)})".encode())


def test_a_sheet_without_marks_or_words_is_found_out(sheet, tmp_path):
    job = json.loads(press.job_of(sheet))
    plain = typst.compile(
        str(typesetting.ASSETS / "paper/week.typ"),
        root=str(typesetting.ASSETS),
        font_paths=typst.Fonts(False, False, [str(typesetting.ASSETS / "paper/fonts")]),
        sys_inputs={"sheet": json.dumps(job["sheet"]), **job["fits"][0]},
        format="pdf",
        pdf_tags=False,
    )
    good = tmp_path / "good.pdf"
    good.write_bytes(printed(sheet).pdf)
    with pikepdf.open(good, allow_overwriting_input=True) as opened:
        del opened.Root.Lang
        for element in paper._elements(opened.Root.StructTreeRoot.K):
            if element.S == "/Figure":
                del element.Alt
            elif element.S == "/H2":
                element.S = pikepdf.Name.H3
        opened.save(good)

    assert {"not marked", "no structure"} <= set(paper.faults(plain))
    found = paper.faults(good.read_bytes())
    assert found[0] == "no language"
    assert "a heading of level 3 after level 1" in found
    assert any(fault.startswith("a picture without words") for fault in found)


@pytest.mark.parametrize(("written", "shown"), [
    ("Café  \n am\tDienstag", "Café am Dienstag"),
    ("Cafe\u0301", "Café"),
    ("漢字", ""),
    ("\u202eabc\u2066", "abc"),
    ("a\x00b", "ab"),
    ("пʼятниця", "п’ятниця"),
    ("Şemsiye Ğ ț Київ ї ґ عربي", "Şemsiye Ğ ț Київ ї ґ عربي"),
])  # fmt: skip
def test_only_what_the_fonts_can_write_is_written(written, shown):
    assert saying.readable(written) == shown


def test_every_sign_that_the_fonts_have_can_be_set(sheet):
    firsts, lasts = saying._known()
    signs = [chr(sign) for first, last in zip(firsts, lasts, strict=True) for sign in range(first, last + 1)]
    words = [{"t": saying.readable(" ".join(signs[place : place + 8])), "lang": "de", "dir": "ltr"}
             for place in range(0, len(signs), 8)]  # fmt: skip
    content = {**sheet.content, "small": [one for one in words if one["t"]]}

    done = printed(dataclasses.replace(sheet, content=content))

    assert paper.faults(done.pdf) == []


def test_titles_that_the_house_takes_have_their_letters():
    title = "Çay, кава & Kaffee – „offen“ für alle: 14½ Plätze"

    assert objections(title) == [] or title  # letters of any script may stand in a title
    assert saying.readable(title) == title
