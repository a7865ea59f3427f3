"""My seat: the page behind the link, and the way to give the seat back."""

from datetime import timedelta
from urllib.parse import unquote

import pytest

from booking import clock, occupancy, signups
from models.bookings import State
from models.meetings import Signup
from tests.kiosk.conftest import spoken


@pytest.fixture
def code(neighbourhood):
    return neighbourhood.meeting(capacity=4, signup=Signup.WAITLIST, title="Mittagstisch")


@pytest.fixture
def take(neighbourhood, code):
    """Give the way to take a seat at the meeting; it returns the path of the seat's page."""

    def take_one(persons=1):
        with neighbourhood.db.writing() as session:
            house = occupancy.house_facts(session)
            return f"/s/{signups.take_seat(session, house, code, persons, now=clock.now()).token}"

    return take_one


def test_the_link_shows_word_persons_and_meeting(browse, take):
    answer = browse.get(take(2))

    said = spoken(answer)
    assert answer.status_code == 200
    for words in (
        "Ihr Platz ist sicher",
        "Ihr Merkwort",
        "Personen 2",
        "Mittagstisch",
        "Mittwoch",
        "14:00 – 15:30 Uhr",
    ):
        assert words in said
    assert "Warteliste" not in said


def test_nobody_else_learns_of_the_link(browse, take):
    path = take()
    for answer in (browse.get(path), browse.get(f"{path}/absagen")):
        assert {name: answer.headers[name] for name in ("cache-control", "x-robots-tag", "referrer-policy")} == {
            "cache-control": "no-store",
            "x-robots-tag": "noindex, nofollow",
            "referrer-policy": "no-referrer",
        }
        assert "set-cookie" not in answer.headers


def test_the_link_can_be_sent_to_oneself(browse, take):
    path = take()

    assert f"https://quartier.example.org{path}" in unquote(browse.get(path).text)


def test_who_waits_sees_the_place_and_then_the_seat(browse, take):
    first, second, third = take(4), take(1), take(1)
    assert "Auf der Warteliste Stelle 2" in spoken(browse.get(third))

    browse.post(f"{first}/absagen")

    assert "Ihr Platz ist sicher" in spoken(browse.get(second))
    assert "Ihr Platz ist sicher" in spoken(browse.get(third))


def test_giving_back_asks_first(neighbourhood, browse, take):
    path = take(2)

    asked = browse.get(f"{path}/absagen")

    assert "Wollen Sie den Platz freigeben?" in spoken(asked)
    assert f'<form method="post" action="{path}/absagen"' in asked.text
    assert neighbourhood.seats() == [(2, True)]


def test_a_seat_given_back_is_free_again(neighbourhood, browse, code, take):
    path = take(2)

    answer = browse.post(f"{path}/absagen")

    assert (answer.status_code, answer.headers["location"]) == (303, path)
    assert "Ihr Platz ist freigegeben. Danke." in spoken(browse.get(path))
    assert neighbourhood.seats() == [(2, False)]
    assert "Noch 4 von 4 Plätzen frei" in spoken(browse.get(f"/m/{code}"))


def test_giving_back_twice_is_giving_back_once(neighbourhood, browse, take):
    path = take()

    answers = [browse.post(f"{path}/absagen") for _press in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert "Hier ist nichts mehr freizugeben" in spoken(browse.get(f"{path}/absagen"))
    assert neighbourhood.seats() == [(1, False)]


def test_another_site_cannot_give_a_seat_back(neighbourhood, browse, take):
    answer = browse.post(f"{take()}/absagen", headers={"sec-fetch-site": "cross-site"})

    assert answer.status_code == 422
    assert neighbourhood.seats() == [(1, True)]


def test_who_tries_many_links_is_slowed_down(browse, take):
    path = take()
    tries = [browse.post("/s/unbekannt/absagen", follow_redirects=False) for _try in range(61)]

    assert [answer.status_code for answer in tries] == [404] * 60 + [429]
    assert "retry-after" in tries[-1].headers
    assert "Ihr Platz ist sicher" in spoken(browse.get(path))


@pytest.mark.parametrize("token", ["x", "AAAAAAAAAAAAAAAAAAAAAA", "ä" * 30, "x" * 2000])
def test_a_broken_link_gets_a_kind_page(browse, take, token):
    take()

    for answer in (browse.get(f"/s/{token}"), browse.get(f"/s/{token}/absagen"), browse.post(f"/s/{token}/absagen")):
        assert answer.status_code == 404
        assert "Diesen Platz gibt es nicht. Vielleicht ist der Link nicht vollständig." in spoken(answer)


def test_a_cut_link_opens_nothing(browse, take):
    assert browse.get(take()[:-1]).status_code == 404


def test_a_meeting_that_is_cancelled_says_so_to_who_has_a_seat(neighbourhood, browse, code, take):
    path = take()
    neighbourhood.change(
        code, state=State.CANCELLED, released_at=neighbourhood.now, reason="desk", note="Die Heizung ist aus."
    )

    said = spoken(browse.get(path))

    assert "Das Treffen fällt leider aus" in said
    assert "fällt aus : Die Heizung ist aus." in said
    assert "Ich kann nicht kommen" not in said


def test_once_it_has_begun_no_seat_is_given_back(neighbourhood, browse, code, take):
    path = take()
    starts = neighbourhood.now - timedelta(minutes=5)
    ends = starts + timedelta(hours=1)
    neighbourhood.change(code, busy_from=starts, starts_at=starts, ends_at=ends, busy_until=ends)

    answer = browse.post(f"{path}/absagen")

    assert answer.status_code == 409
    assert "Das Treffen hat schon begonnen oder ist vorbei." in spoken(answer)
    assert "Ich kann nicht kommen" not in spoken(browse.get(path))
    assert neighbourhood.seats() == [(1, True)]
