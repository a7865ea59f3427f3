"""Kiosks: paired by a code that cannot be guessed, known by a token, revoked at once, heard once a minute."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from booking import journal, screens, seals
from booking.refusals import Malformed, Refused, UnknownScreen, WrongCode
from booking.screens import Heartbeat, Sign
from models.journal import JournalEntry
from models.screens import KioskScreen, PairingCode
from tests.support.cast import TUESDAY

SECRET = "ein Geheimnis nur für Tests"
MINUTE = timedelta(minutes=1)
INCHES, EDGE = "Diagonale in Zoll", "Unterkante des Bildes in mm"


def offered(session, name="Eingang", now=TUESDAY):
    return screens.offer_pairing(session, SECRET, name=name, who="desk:manager", now=now)


def paired(session, name="Eingang", now=TUESDAY):
    token = screens.pair(session, offered(session, name, now), SECRET, now=now)
    assert isinstance(token, str)
    found = screens.screen_of(session, token)
    assert found is not None
    return token, found


def acts(session):
    return [entry.what for entry in session.exec(select(JournalEntry).order_by(col(JournalEntry.id)))]


def test_a_code_from_the_desk_makes_one_machine_a_kiosk(session):
    code = offered(session)

    token = screens.pair(session, code, SECRET, now=TUESDAY + 9 * MINUTE)

    assert isinstance(token, str)
    assert (len(code), code.isdigit()) == (6, True)
    found = screens.screen_of(session, token)
    assert (found.name, found.created_at, found.sign(TUESDAY)) == ("Eingang", TUESDAY + 9 * MINUTE, Sign.NEVER)
    assert screens.pair(session, code, SECRET, now=TUESDAY + 9 * MINUTE) == WrongCode()
    assert acts(session) == ["screen.offered", "screen.paired"]


def test_code_and_token_are_stored_only_as_seals(session):
    code = offered(session)
    token = screens.pair(session, code, SECRET, now=TUESDAY)

    assert isinstance(token, str)
    stored = [
        *session.exec(select(KioskScreen)),
        *session.exec(select(PairingCode)),
        *session.exec(select(JournalEntry)),
    ]
    text = " ".join(repr(row.model_dump()) for row in stored)
    assert (code in text, token in text) == (False, False)
    assert session.exec(select(PairingCode)).one().code_hash == seals.code_seal(code, SECRET)
    assert len(token) >= 22  # 128 bits in base64


def test_a_code_may_be_typed_with_spaces(session):
    code = offered(session)

    assert isinstance(screens.pair(session, f" {code[:3]} {code[3:]}\n", SECRET, now=TUESDAY), str)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda code: ("000000", SECRET, TUESDAY),  # no code has two equal digits side by side
        lambda code: ("", SECRET, TUESDAY),
        lambda code: (code, "ein anderes Geheimnis", TUESDAY),
        lambda code: (code, SECRET, TUESDAY + 10 * MINUTE),
    ],
    ids=["another code", "no code", "sealed with another secret", "too late"],
)
def test_a_wrong_code_and_an_old_one_are_answered_alike(session, spoil):
    code, secret, now = spoil(offered(session))

    assert screens.pair(session, code, secret, now=now) == WrongCode()
    assert screens.screens(session) == []


def test_whoever_guesses_makes_the_code_worthless(session):
    code = offered(session)

    for _guess in range(screens.WRONG_CODES):
        assert screens.pair(session, "000000", SECRET, now=TUESDAY) == WrongCode()

    assert screens.pair(session, code, SECRET, now=TUESDAY) == WrongCode()
    assert isinstance(screens.pair(session, offered(session), SECRET, now=TUESDAY), str)


def test_only_a_few_codes_are_open_at_once(session):
    codes = [offered(session, f"Platz {number}") for number in range(5)]

    counting = [isinstance(screens.pair(session, code, SECRET, now=TUESDAY), str) for code in codes]

    assert counting == [False, False, True, True, True]
    assert len(set(codes)) == 5


def test_old_codes_are_swept_out(session):
    offered(session)

    offered(session, now=TUESDAY + 11 * MINUTE)

    assert len(session.exec(select(PairingCode)).all()) == 1


def test_a_house_to_try_out_has_a_code_for_any_number_of_browsers(session):
    code = screens.invite(session, SECRET, name="Probe", now=TUESDAY)
    for _guess in range(screens.WRONG_CODES + 1):
        screens.pair(session, "000000", SECRET, now=TUESDAY)

    tokens = {screens.pair(session, code, SECRET, now=TUESDAY + timedelta(days=number)) for number in (0, 1, 200)}

    assert len(tokens) == 3
    assert len(code) >= 22  # nobody types it, nobody guesses it
    assert [one.name for one in screens.screens(session)] == ["Probe", "Probe 2", "Probe 3"]


def test_a_revoked_kiosk_is_none_at_once_and_its_name_is_free(session):
    token, screen = paired(session)
    other, _same_place = paired(session, "Flur")

    screens.revoke(session, screen.id, who="desk:manager", now=TUESDAY + MINUTE)

    assert screens.screen_of(session, token) is None
    assert screens.screen_of(session, other) is not None
    assert acts(session)[-1] == "screen.revoked"
    with pytest.raises(Refused) as refused:
        screens.revoke(session, screen.id, who="desk:manager", now=TUESDAY + MINUTE)
    assert refused.value.reasons == (UnknownScreen(),)
    assert paired(session)[1].name == "Eingang"


@pytest.mark.parametrize("token", ["", "x", "a" * 32, "\x00"], ids=["none", "short", "invented", "NUL"])
def test_an_invented_token_is_no_kiosk(session, token):
    paired(session)

    assert screens.screen_of(session, token) is None


def test_a_kiosk_is_named_after_its_place(session):
    _token, screen = paired(session)

    screens.rename(session, screen.id, "  Flur   oben ", who="desk:manager", now=TUESDAY)

    assert [one.name for one in screens.screens(session)] == ["Flur oben"]
    for wrong in ("", "   ", "x" * 41, "Flur\x07"):
        with pytest.raises(Refused) as refused:
            screens.rename(session, screen.id, wrong, who="desk:manager", now=TUESDAY)
        assert isinstance(refused.value.reasons[0], Malformed)


# What its page tells


def test_a_kiosk_that_tells_that_it_lives_is_written_down_once_a_minute(session):
    _token, screen = paired(session)
    before = journal.newest(session)
    beat = Heartbeat(version="0.1.0", width=1080, height=1920, touched=timedelta(seconds=30))

    screens.seen(session, screen.id, beat, now=TUESDAY + MINUTE)

    known = screens.screens(session)[0]
    assert (known.version, known.width, known.height) == ("0.1.0", 1080, 1920)
    assert (known.last_seen_at, known.last_touch_at) == (TUESDAY + MINUTE, TUESDAY + MINUTE / 2)
    assert [screens.is_due(known, beat, TUESDAY + MINUTE + timedelta(seconds=after)) for after in (0, 40, 60)] == [
        False,
        False,
        True,
    ]
    assert journal.newest(session) == before  # no screen is drawn anew for it


def test_a_touch_is_written_down_though_the_page_was_heard_a_moment_ago(session):
    _token, screen = paired(session)
    screens.seen(session, screen.id, Heartbeat(version="", width=1, height=1), now=TUESDAY + 5 * MINUTE)
    known, now = screens.screens(session)[0], TUESDAY + 5 * MINUTE + timedelta(seconds=20)

    def touched(seconds):
        return screens.is_due(known, Heartbeat(version="", width=1, height=1, touched=timedelta(seconds=seconds)), now)

    assert (touched(3), touched(290)) == (True, False)


def test_a_touch_is_never_forgotten_and_never_before_the_pairing(session):
    _token, screen = paired(session)

    def touched(ago, now):
        screens.seen(session, screen.id, Heartbeat(version="", width=1, height=1, touched=ago), now=now)
        return screens.screens(session)[0].last_touch_at

    assert touched(timedelta(days=9), TUESDAY + MINUTE) == TUESDAY
    assert touched(timedelta(), TUESDAY + 2 * MINUTE) == TUESDAY + 2 * MINUTE
    assert touched(None, TUESDAY + 3 * MINUTE) == TUESDAY + 2 * MINUTE  # loaded afresh meanwhile
    assert touched(timedelta(minutes=9), TUESDAY + 4 * MINUTE) == TUESDAY + 2 * MINUTE
    assert touched(-timedelta(minutes=9), TUESDAY + 5 * MINUTE) == TUESDAY + 2 * MINUTE


def test_nonsense_of_a_page_is_kept_within_bounds(session):
    _token, screen = paired(session)

    screens.seen(session, screen.id, Heartbeat(version="x" * 99, width=-5, height=10**9), now=TUESDAY)

    known = screens.screens(session)[0]
    assert (len(known.version), known.width, known.height) == (32, 1, 20_000)


@pytest.mark.parametrize(
    ("minutes", "sign"), [(0, Sign.FRESH), (2.9, Sign.FRESH), (3, Sign.QUIET), (9000, Sign.QUIET)], ids=str
)
def test_after_three_silent_minutes_a_kiosk_is_quiet(session, minutes, sign):
    _token, screen = paired(session)
    screens.seen(session, screen.id, Heartbeat(version="", width=1, height=1), now=TUESDAY)

    assert screens.screens(session)[0].sign(TUESDAY + timedelta(minutes=minutes)) is sign


# How it hangs


def hung(session, diagonal, edge, width=1080, height=1920):
    _token, screen = paired(session)
    screens.seen(session, screen.id, Heartbeat(version="", width=width, height=height), now=TUESDAY)
    screens.measure(session, screen.id, diagonal_inch=diagonal, lower_edge_mm=edge, who="desk:manager", now=TUESDAY)
    return screens.screens(session)[0]


def test_how_a_kiosk_hangs_is_known_once_it_is_measured_and_has_told_its_size(session):
    _token, fresh = paired(session, "Flur")

    assert fresh.mounting() is None
    assert round(hung(session, 24, 800).mounting().highest_mm) == 1099


def test_controls_are_put_down_only_while_the_screen_hangs_too_high(session):
    screen = hung(session, 55, 700, 1920, 1080)
    screens.put_controls_low(session, screen.id, True, who="desk:manager", now=TUESDAY)
    assert round(screens.screens(session)[0].scale(), 2) == 0.58

    screens.measure(session, screen.id, diagonal_inch=24, lower_edge_mm=780, who="desk:manager", now=TUESDAY)

    moved = screens.screens(session)[0]
    assert (moved.controls_low, moved.scale()) == (False, 1.0)


@pytest.mark.parametrize(
    ("diagonal", "edge", "fields"),
    [
        (0, 800, [INCHES]),
        (121, -1, [INCHES, EDGE]),
        (24, 2501, [EDGE]),
        (float("nan"), 800, [INCHES]),
    ],
    ids=["no size", "both", "above the door", "no number"],
)
def test_impossible_measures_are_refused_all_at_once(session, diagonal, edge, fields):
    _token, screen = paired(session)

    with pytest.raises(Refused) as refused:
        screens.measure(session, screen.id, diagonal_inch=diagonal, lower_edge_mm=edge, who="desk:manager", now=TUESDAY)

    assert [reason.field for reason in refused.value.reasons] == fields
