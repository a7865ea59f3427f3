"""Where the controls of a kiosk hang: the table of UX §6.1, and what is said when somebody cannot reach them."""

import pytest

from booking.reach import Fault, Mounting, faults, lowering


def hung(diagonal: float, edge: int, width: int = 1080, height: int = 1920, scale: float = 1.0) -> Mounting:
    return Mounting(diagonal_inch=diagonal, lower_edge_mm=edge, width=width, height=height, scale=scale)


@pytest.mark.parametrize(
    ("diagonal", "edge", "highest", "top"),
    [(24, 800, 1099, 1331), (27, 760, 1096, 1358), (32, 700, 1099, 1408), (43, 600, 1135, 1552)],
    ids=["24 inches", "27 inches", "32 inches", "43 inches"],
)
def test_an_upright_screen_hangs_as_recommended(diagonal, edge, highest, top):
    mounting = hung(diagonal, edge)

    assert mounting.lowest_mm == edge
    # The table was reckoned with pixels of three decimals.
    assert mounting.highest_mm == pytest.approx(highest, abs=1)
    assert edge + mounting.height * mounting.mm_per_pixel == pytest.approx(top, abs=1)
    assert faults(mounting) == ((Fault.RATHER_HIGH,) if highest > 1100 else ())


@pytest.mark.parametrize(
    ("diagonal", "mm", "sixteen"), [(21.5, 0.248, 65), (24, 0.277, 58), (27, 0.311, 51), (32, 0.369, 43)], ids=str
)
def test_a_pixel_is_as_large_as_measured(diagonal, mm, sixteen):
    mounting = hung(diagonal, 800)

    assert round(mounting.mm_per_pixel, 3) == mm
    assert round(16 / mounting.mm_per_pixel) == sixteen
    assert mounting.target_mm >= 16


@pytest.mark.parametrize("diagonal", [21.5, 24, 27])
@pytest.mark.parametrize("edge", [750, 800])
def test_a_screen_that_lies_on_its_side_lies_between_750_and_1136(diagonal, edge):
    mounting = hung(diagonal, edge, 1920, 1080)

    assert 750 <= mounting.lowest_mm <= mounting.highest_mm <= 1136.5
    assert Fault.TOO_HIGH not in faults(mounting)


@pytest.mark.parametrize(
    ("mounting", "found"),
    [
        (hung(24, 922), (Fault.TOO_HIGH,)),
        (hung(24, 921), (Fault.RATHER_HIGH,)),
        (hung(24, 802), (Fault.RATHER_HIGH,)),
        (hung(24, 801), ()),
        (hung(24, 380), ()),
        (hung(24, 379), (Fault.TOO_LOW,)),
        (hung(15.6, 800), (Fault.SMALL,)),
        (hung(98, 300), (Fault.TOO_HIGH, Fault.TOO_LOW)),
    ],
    ids=["over 1220", "1220", "over 1100", "1100", "380", "under 380", "small targets", "both ends"],
)
def test_what_nobody_reaches_is_said(mounting, found):
    assert faults(mounting) == found


@pytest.mark.parametrize(
    ("width", "height", "below"),
    [(1080, 1920, 0), (1080, 2160, 240), (1200, 1920, 0), (1920, 1200, 60), (2160, 3840, 0)],
    ids=["as drawn", "longer", "wider", "lying, higher", "twice as fine"],
)
def test_the_panel_lies_where_the_page_draws_it(width, height, below):
    mounting = hung(24, 800, width, height)

    assert round((mounting.lowest_mm - 800) / mounting.mm_per_pixel) == below


def test_controls_can_be_put_down_only_where_they_hang_too_high_and_stay_large():
    assert lowering(hung(24, 800)) is None
    high = hung(55, 700, 1920, 1080)
    scale = lowering(high)
    assert scale is not None
    assert round(hung(55, 700, 1920, 1080, scale).highest_mm) == 1100
    assert faults(hung(55, 700, 1920, 1080, scale)) == ()
    assert lowering(hung(24, 1000)) is None  # controls of 6 mm help nobody: the screen itself must move
