"""Numbers as bars and lines: SVG of our own, always beside a table that says the same in figures."""

from collections.abc import Sequence

from nicegui import ui

from booking.i18n import _
from booking.report import LEAST
from kiosk.desk.frame import Words

_WIDTH, _HEIGHT, _EDGE = 600, 150, 12  # of a line, in its own units
_FEWEST = 3  # points of a line


def bar(number: int | None, most: int) -> None:
    """Draw *number* as a bar of a line whose end is *most*; an empty one with an edge if it is too small to be told.

    It says nothing that the number beside it does not say, so it is not read aloud.
    """
    if number == 0 or not most:
        return
    length = 100 * (LEAST - 1 if number is None else number) / max(most, LEAST)
    with _svg("bar", 100, 10) as picture:
        picture.props["preserveAspectRatio"] = "none"
        picture.props["aria-hidden"] = "true"
        _shape("rect", "untold" if number is None else "", x=0, y=0, width=length, height=10)


def line(what: str, names: Sequence[str], numbers: Sequence[int | None]) -> None:
    """Draw *numbers* in their order as a line, with a sentence for all; nothing if there are too few of them."""
    told = [(number, name) for number, name in zip(numbers, names, strict=True) if number is not None]
    most = max((number for number, _name in told), default=0)
    if len(numbers) < _FEWEST or len(told) < 2 or not most:
        return
    step = (_WIDTH - 2 * _EDGE) / (len(numbers) - 1)
    points = [
        None if number is None else (_EDGE + step * place, _HEIGHT - _EDGE - (_HEIGHT - 2 * _EDGE) * number / most)
        for place, number in enumerate(numbers)
    ]
    with ui.element("figure").classes("line"):
        with _svg("", _WIDTH, _HEIGHT) as picture:
            picture.props["role"] = "img"
            _shape("path", "ground", d=f"M{_EDGE} {_HEIGHT - _EDGE}H{_WIDTH - _EDGE}")
            _shape("path", "curve", d=_path(points))
            for point in filter(None, points):
                _shape("circle", "", cx=round(point[0], 1), cy=round(point[1], 1), r=5)
        caption = Words("figcaption", _said(what, told))
        picture.props["aria-labelledby"] = caption.html_id


def _said(what: str, told: Sequence[tuple[int, str]]) -> str:
    (most, when), (least, at) = max(told, key=lambda one: one[0]), min(told, key=lambda one: one[0])
    return _(
        "{what}: am meisten {most} ({when}), am wenigsten {least} ({at}).",
        what=what,
        most=most,
        when=when,
        least=least,
        at=at,
    )


def _path(points: Sequence[tuple[float, float] | None]) -> str:
    """Return the line through *points*, broken where one is not told."""
    drawn, pen = [], "M"
    for point in points:
        if point is None:
            pen = "M"
            continue
        drawn.append(f"{pen}{point[0]:.1f} {point[1]:.1f}")
        pen = "L"
    return "".join(drawn)


def _svg(classes: str, width: int, height: int) -> ui.element:
    picture = ui.element("svg").classes(classes)
    picture.props["viewBox"] = f"0 0 {width} {height}"
    picture.props["focusable"] = "false"
    return picture


def _shape(tag: str, classes: str, **sizes: float | str) -> None:
    shape = ui.element(tag).classes(classes)
    shape.props.update({name: str(size) for name, size in sizes.items()})
