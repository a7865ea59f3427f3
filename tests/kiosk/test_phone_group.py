"""A group's dates on its own phone: looking changes nothing, each act is its own, and why not is told in words."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import select

from booking import clock, closures, decisions, keybox, members, occupancy, offers, questions, wishes
from booking.facts import ClosureFacts
from booking.owndates import group_by_slug
from models.bookings import State
from models.community import Group
from models.members import Duty, MemberLink
from models.rooms import Section
from tests.kiosk.conftest import spoken
from tests.support.cast import wish
from tests.support.group_phone import GroupPhone, fields_of, group_phone, links_of


@pytest.fixture
def phone(sqlite_db) -> Iterator[GroupPhone]:
    with group_phone(sqlite_db) as opened:
        yield opened


def at(monkeypatch, moment) -> None:
    """Let the house's clock show *moment*."""
    monkeypatch.setattr(clock, "now", lambda: moment)


# The list


def test_the_page_shows_the_groups_own_dates_and_nobody_elses(phone):
    phone.booked("14:00")
    phone.booked("16:00", group_slug="vhs", title="Yoga am Nachmittag")

    said = spoken(phone.get())

    assert ("Strick- und Spielecafé" in said, "14:00 – 15:30 Uhr" in said) == (True, True)
    assert "zugesagt" in said
    assert "Yoga" not in said


def test_nobody_else_learns_of_the_link(phone):
    uid = phone.booked()

    for path in (
        "",
        f"/termin/{uid}",
        f"/termin/{uid}/absagen",
        "/buchen",
        "/zugang",
        "/kalender",
        "/uebergeben",
        "/feste-zeiten",
    ):
        answer = phone.get(path)
        told = {name: answer.headers.get(name) for name in ("cache-control", "x-robots-tag", "referrer-policy")}
        assert told == {
            "cache-control": "no-store",
            "x-robots-tag": "noindex, nofollow",
            "referrer-policy": "no-referrer",
        }, path
        assert "set-cookie" not in answer.headers
        assert "<script" not in answer.text
        assert len(answer.content) < 60_000


def test_looking_at_every_page_of_a_group_changes_nothing(phone):
    uid = phone.booked()
    before = [one.model_dump() for one in phone.bookings()], phone.acts()
    seen, ahead = set[str](), [phone.home]

    while ahead and len(seen) < 100:
        path = ahead.pop(0)
        if path in seen:
            continue
        seen.add(path)
        answer = phone.client.get(path)
        assert answer.status_code == 200, path
        ahead += links_of(answer, phone.home)

    assert any(path.endswith(f"{uid}/absagen") for path in seen)
    assert ([one.model_dump() for one in phone.bookings()], phone.acts()) == before
    with phone.db.reading() as session:
        assert [link.used_at for link in session.exec(select(MemberLink))] == [None]


@pytest.mark.parametrize("token", ["invented", "a" * 22, "%00", "..%2f..", "'--", "x" * 500])
def test_a_guessed_address_is_told_kindly_and_always_alike(phone, token):
    for answer in (phone.client.get(f"/g/{token}"), phone.client.post(f"/g/{token}/buchen", data={"a": "b"})):
        assert answer.status_code == 404
        assert "<h1>" in answer.text


def test_a_sign_in_by_letter_is_offered_only_where_the_house_sends_letters(phone):
    assert "Per E-Mail anmelden" not in spoken(phone.client.get("/g/invented"))
    assert "Wer hilft mir?" in spoken(phone.client.get("/g/invented"))


def test_guesses_from_one_address_are_counted_and_the_right_link_opens_nevertheless(phone):
    codes = [phone.client.get(f"/g/guess{number}").status_code for number in range(25)]

    assert codes == [404] * 20 + [429] * 5
    assert phone.get().status_code == 200


def test_a_closed_group_reads_its_own_titles_and_how_it_is_shown(sqlite_db):
    with group_phone(sqlite_db, "shg-a") as phone:
        phone.booked(title="Gesprächskreis")

        said = spoken(phone.get())

        assert "Gesprächskreis" in said
        assert "steht nur „Geschlossene Gruppe“" in said


# One date


def test_a_date_is_cancelled_after_one_question_by_its_own_group(phone):
    uid = phone.booked()

    question = phone.get(f"/termin/{uid}/absagen")
    answer = phone.post(f"/termin/{uid}/absagen")

    assert "Diesen Termin absagen?" in spoken(question)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{phone.home}?gesagt=cancel")
    assert phone.booking(uid).state is State.CANCELLED
    assert phone.acts()[-1] == ("booking.cancelled", "group:strickcafe")
    assert "Abgesagt. Der Raum ist wieder frei." in spoken(phone.client.get(answer.headers["location"]))
    assert phone.post(f"/termin/{uid}/absagen").status_code == 303  # twice changes nothing
    assert phone.acts()[-1] == ("booking.cancelled", "group:strickcafe")


def test_a_date_of_another_group_is_neither_shown_nor_touched(phone):
    uid = phone.booked(group_slug="vhs", title="Yoga")

    for path in ("", "/absagen", "/verlegen", "/laenger", "/gehen", "/kaputt"):
        answers = [phone.get(f"/termin/{uid}{path}"), phone.post(f"/termin/{uid}{path}", do="da", zeit="x")]
        assert [answer.status_code for answer in answers] == [404, 404], path
        assert all("Yoga" not in answer.text for answer in answers)
    assert phone.booking(uid).state is State.CONFIRMED


def test_a_date_is_moved_by_day_and_time(phone):
    uid = phone.booked("14:00")
    days = phone.get(f"/termin/{uid}/verlegen")
    free = links_of(days, f"tag={phone.day + timedelta(days=1)}")
    (evening, *_more) = [link for link in links_of(phone.client.get(free[0]), "zeit=") if "T18%3A00" in link]

    sure = phone.client.get(evening)
    answer = phone.post(f"/termin/{uid}/verlegen", **fields_of(sure))

    assert "Auf diese Zeit verlegen?" in spoken(sure)
    assert answer.headers["location"].endswith(f"/termin/{uid}?gesagt=move")
    moved = phone.booking(uid)
    assert moved.wall_from.date() == phone.day + timedelta(days=1)
    assert moved.wall_from.hour == 18


def test_a_time_that_somebody_else_took_meanwhile_leads_to_three_free_ones(phone):
    uid = phone.booked("10:00")
    taken = phone.booking(phone.booked("14:00", group_slug="vhs", title="Yoga"))

    answer = phone.post(f"/termin/{uid}/verlegen", zeit=taken.starts_at.isoformat())

    assert answer.status_code == 409
    assert "Diese Zeiten sind frei" in spoken(answer)
    assert answer.text.count('name="zeit" value=') == 4  # what was asked for, and three others
    assert phone.booking(uid).wall_from.hour == 10


def test_a_running_date_ends_later_or_at_once(phone, monkeypatch):
    uid = phone.booked("14:00")
    starts = phone.booking(uid).starts_at
    at(monkeypatch, starts + timedelta(minutes=30))

    longer = phone.get(f"/termin/{uid}/laenger")
    until = starts + timedelta(minutes=120)
    assert "bis 16:00 Uhr" in spoken(longer)
    assert phone.post(f"/termin/{uid}/laenger", bis=until.isoformat()).status_code == 303
    assert phone.booking(uid).ends_at == until

    assert phone.post(f"/termin/{uid}/beenden").headers["location"].endswith("gesagt=end")
    assert phone.booking(uid).ends_at == starts + timedelta(minutes=30)


@pytest.mark.parametrize("language", ["", "?lang=de", "?lang=ar"])
def test_the_list_is_ticked_before_a_group_goes_whatever_language_it_chose(phone, language):
    with phone.db.writing() as session:
        session.add(Section(name="checklists", content={"leave": [{"slug": "licht", "text": "Licht aus"}]}))
        occupancy.house_changed(session)
    uid = phone.booked()

    page = phone.get(f"/termin/{uid}/gehen{language}")

    assert 'name="erledigt-licht" value="1" checked' in page.text


def test_the_group_comes_tells_what_is_broken_and_goes(phone, monkeypatch):
    uid = phone.booked("14:00")
    starts = phone.booking(uid).starts_at
    at(monkeypatch, starts - timedelta(minutes=10))

    assert "Wir sind da" in spoken(phone.get(f"/termin/{uid}"))
    assert phone.post(f"/termin/{uid}", do="da").headers["location"].endswith("gesagt=arrive")
    assert phone.post(f"/termin/{uid}/kaputt", **{"kaputt-light": "1"}).headers["location"].endswith("gesagt=damage")
    at(monkeypatch, starts + timedelta(minutes=80))
    assert phone.post(f"/termin/{uid}/gehen", personen="", notiz="schön").status_code == 422
    refused = phone.post(f"/termin/{uid}/gehen", personen="900", notiz="schön war es")
    assert (refused.status_code, 'value="schön war es"' in refused.text) == (422, True)
    assert phone.post(f"/termin/{uid}/gehen", personen="12").headers["location"].endswith("gesagt=leave")

    booking = phone.booking(uid)
    assert (booking.arrived_at is not None, booking.left_at is not None, booking.head_count) == (True, True, 12)
    assert ("damage.told", "group:strickcafe") in phone.acts()


def test_the_code_of_the_key_box_is_shown_once_by_a_press_shortly_before(phone, monkeypatch):
    uid = phone.booked("14:00")
    with phone.db.writing() as session:
        group = group_by_slug(session, "strickcafe")
        group.facts = {**group.facts, "key": keybox.KIND}
        keybox.set_code(session, "4711", who="desk:manager", now=clock.now())
    assert phone.post(f"/termin/{uid}", do="schluessel").status_code == 409
    at(monkeypatch, phone.booking(uid).starts_at - timedelta(minutes=30))

    before, shown, after = phone.get(f"/termin/{uid}"), phone.post(f"/termin/{uid}", do="schluessel"), phone.get()

    assert [("4711" in page.text) for page in (before, shown, after)] == [False, True, False]
    assert shown.headers["cache-control"] == "no-store"
    assert ("key.shown", "group:strickcafe") in phone.acts()


def test_what_the_desk_asks_is_answered_and_nothing_typed_is_lost(sqlite_db):
    with group_phone(sqlite_db, "neue-nachbarn") as phone:
        uid = phone.booked("14:00")
        with phone.db.writing() as session:
            questions.ask(
                session, occupancy.house_facts(session), uid, "Wie viele kommen?", who="desk:manager", now=clock.now()
            )

        assert "Bitte antworten" in spoken(phone.get())
        assert "Wie viele kommen?" in spoken(phone.get(f"/termin/{uid}"))
        empty = phone.post(f"/termin/{uid}", do="antworten", antwort=" ... ")
        assert (empty.status_code, " ... </textarea>" in empty.text) == (422, True)
        assert phone.post(f"/termin/{uid}", do="antworten", antwort="Zwölf.").status_code == 303
        assert "Wie viele kommen?" not in spoken(phone.get(f"/termin/{uid}"))
        assert phone.post(f"/termin/{uid}", do="antworten", antwort="Zwölf.").status_code == 409


@pytest.mark.parametrize(
    ("path", "fields", "state"),
    [("", {"do": "annehmen"}, State.CONFIRMED), ("/ablehnen", {}, State.DECLINED)],
    ids=["taken", "let go"],
)
def test_an_offer_is_answered_first_of_all(phone, path, fields, state):
    with phone.db.writing() as session:
        house, now = occupancy.house_facts(session), clock.now()
        order = wishes.read_wish(session, house, wish(day=phone.day))
        until = now + timedelta(hours=5)
        uid = offers.make_offer(session, house, order, order.span, until=until, who="desk:manager", now=now).uid

    page = spoken(phone.get(f"/termin/{uid}"))
    answer = phone.post(f"/termin/{uid}{path}", **fields)

    assert ("Bitte antworten" in spoken(phone.get()), "Annehmen" in page, "Nicht annehmen" in page)[1:] == (True, True)
    assert (answer.status_code, phone.booking(uid).state) == (303, state)


def test_a_title_goes_off_and_on_but_not_what_the_desk_switched_off(phone):
    uid = phone.booked()

    assert phone.post(f"/termin/{uid}", do="verbergen").headers["location"].endswith("gesagt=hidden")
    assert phone.booking(uid).title_hidden
    assert phone.post(f"/termin/{uid}", do="zeigen").headers["location"].endswith("gesagt=shown")
    with phone.db.writing() as session:
        decisions.hide_title(session, uid, hidden=True, who="desk:manager", now=clock.now())
    assert "Titel zeigen" not in spoken(phone.get(f"/termin/{uid}"))
    answer = phone.post(f"/termin/{uid}", do="zeigen")
    assert (answer.status_code, phone.booking(uid).title_hidden) == (409, True)
    assert "Das Quartiersbüro hat den Titel ausgeschaltet." in spoken(answer)


def test_no_other_site_can_press_a_button(phone):
    uid = phone.booked()

    answers = [
        phone.client.post(f"{phone.home}{path}", headers={"sec-fetch-site": "cross-site"})
        for path in (f"/termin/{uid}/absagen", f"/termin/{uid}", "/buchen")
    ]

    assert [answer.status_code for answer in answers] == [422] * 3
    assert phone.booking(uid).state is State.CONFIRMED
    assert phone.acts()[-1] == ("booking.confirmed", "x")


@pytest.mark.parametrize("path", ["/termin/nichts", "/termin/nichts/absagen", "/warten/nichts", "/gibtesnicht"])
def test_what_is_not_there_is_told_kindly(phone, path):
    answer = phone.get(path)

    assert (answer.status_code, "<h1>" in answer.text) == (404, True)


def test_an_unknown_way_with_a_date_is_no_page(phone):
    uid = phone.booked()

    assert phone.get(f"/termin/{uid}/sprengen").status_code == 422
    assert phone.post(f"/termin/{uid}/sprengen").status_code == 422
    assert phone.post(f"/termin/{uid}", do="sprengen").status_code == 422


# Booking


def chosen(phone, clock_time="18:00", **fields) -> dict[str, str]:
    """Choose day, time and length by following links; return the fields of the form."""
    days = links_of(phone.get("/buchen"), f"tag={phone.day}") or links_of(phone.get(f"/buchen?ab={phone.day}"), "tag=")
    time = next(link for link in links_of(phone.client.get(days[0]), "zeit=") if f"T{clock_time[:2]}%3A00" in link)
    return {**fields_of(phone.client.get(time)), "titel": "Stricken für alle", **fields}


def test_three_links_and_one_press_book(phone):
    answer = phone.post("/buchen", **chosen(phone, offen="1"))

    (made,) = phone.bookings()
    assert answer.headers["location"] == f"{phone.home}/termin/{made.uid}?gesagt=booked"
    assert (made.state, made.title, made.source, made.wall_from.hour) == (
        State.CONFIRMED,
        "Stricken für alle",
        "phone",
        18,
    )
    assert "Gebucht!" in spoken(phone.client.get(answer.headers["location"]))


def test_pressed_twice_it_is_booked_once(phone):
    fields = chosen(phone)

    first, second = phone.post("/buchen", **fields), phone.post("/buchen", **fields)

    assert first.headers["location"] == second.headers["location"]
    assert len(phone.bookings()) == 1


def test_a_new_group_asks_and_is_told_so(sqlite_db):
    with group_phone(sqlite_db, "neue-nachbarn") as phone:
        answer = phone.post("/buchen", **chosen(phone))

        assert answer.headers["location"].endswith("gesagt=asked")
        assert phone.bookings()[0].state is State.REQUESTED


def test_a_time_that_is_gone_leads_to_three_free_ones_and_the_line_and_keeps_what_was_typed(phone):
    fields = chosen(phone, personen="7")
    phone.booked("18:00", group_slug="vhs", title="Yoga")

    answer = phone.post("/buchen", **fields)

    assert answer.status_code == 409
    assert ('value="Stricken für alle"' in answer.text, 'value="7"' in answer.text) == (True, True)
    assert "Diese Zeiten sind frei" in spoken(answer)
    waiting = phone.post("/buchen", **fields, do="warten")
    assert waiting.headers["location"] == f"{phone.home}?gesagt=waiting"
    assert "Stelle 1" in spoken(phone.get())
    (path, *_more) = links_of(phone.get(), "/warten/")
    assert "Nicht mehr warten?" in spoken(phone.client.get(path))
    for _twice in "ab":
        assert phone.client.post(path).status_code == 303
    assert "Stelle 1" not in spoken(phone.get())


def test_a_series_is_booked_until_a_day_and_without_what_somebody_else_has(phone):
    later = phone.day + timedelta(days=7)
    phone.booked("18:00", group_slug="vhs", title="Yoga", day=later)
    fields = chosen(phone, wie="weekly", bis=(phone.day + timedelta(days=14)).isoformat())

    refused = phone.post("/buchen", **fields)
    assert (refused.status_code, "Ohne diese Termine buchen" in spoken(refused)) == (409, True)
    answer = phone.post("/buchen", **fields, do="ohne")

    assert answer.headers["location"] == f"{phone.home}?gesagt=series"
    mine = [(one.wall_from.date(), one.state) for one in phone.bookings() if one.series_id is not None]
    assert mine == [
        (phone.day, State.CONFIRMED),
        (later, State.SKIPPED),
        (later + timedelta(days=7), State.CONFIRMED),
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"titel": ""},
        {"titel": "=SUMME(A1)"},
        {"titel": "<script>alert(1)</script>"},
        {"personen": "500"},
        {"dauer": "7"},
        {"raum": "keller"},
        {"zeit": "morgen"},
        {"wie": "immer"},
        {"wie": "weekly", "bis": "2020-01-01"},
        {"zeit": "2020-01-01T10:00:00+01:00"},
    ],
    ids=["no title", "a formula", "a script", "persons", "length", "room", "time", "rhythm", "end", "past"],
)
def test_what_cannot_be_booked_is_told_and_stores_nothing(phone, wrong):
    answer = phone.post("/buchen", **{**chosen(phone), **wrong})

    assert answer.status_code in (404, 409, 422)
    assert "<h1>" in answer.text
    assert "<script" not in answer.text
    assert phone.bookings() == []


# Who acts


def test_the_old_access_ends_at_once_also_on_an_open_page(phone):
    uid = phone.booked()
    open_page = phone.get(f"/termin/{uid}/absagen")
    with phone.db.writing() as session:
        group = session.exec(select(Group).where(Group.slug == "strickcafe")).one()
        (card,) = members.members_of(session, group.id)
        members.new_link(session, group.id, card.uid, who="desk:manager", now=clock.now())

    answers = [phone.post(f"/termin/{uid}/absagen"), phone.get()]

    assert open_page.status_code == 200
    for answer in answers:
        assert answer.status_code == 404
        assert "Vielleicht hat Ihre Gruppe eine neue." in spoken(answer)
    assert phone.booking(uid).state is State.CONFIRMED


def test_a_key_holder_acts_for_the_group_as_well(phone):
    uid = phone.booked()
    token = phone.new_token(Duty.KEYS)

    assert phone.client.post(f"/g/{token}/termin/{uid}/absagen").status_code == 303
    assert phone.booking(uid).state is State.CANCELLED


def test_a_day_on_which_only_a_shorter_time_is_free_shows_it_at_once(phone):
    with phone.db.writing() as session:
        rooms = ("quartierraum", "stueble", "kueche")
        for first, last in ((0, 14 * 60), (15 * 60 + 30, 24 * 60)):
            shut = ClosureFacts("", phone.day, phone.day, first, last, rooms, "Der Boden wird gemacht.")
            house = occupancy.house_facts(session)
            closures.add_closure(session, house, shut, who="desk:manager", now=clock.now())

    page = phone.get(f"/buchen?raum=quartierraum&tag={phone.day}")

    assert "An diesem Tag ist keine Zeit dieser Länge mehr frei." not in spoken(page)
    assert "dauer=60" in links_of(page, "zeit=")[0]
