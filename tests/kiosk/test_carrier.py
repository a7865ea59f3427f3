"""Letters go to a real mail server, in every mood that one can have; every trouble has a name, every wait an end."""

import socket
import threading
from dataclasses import replace

import pytest

from kiosk.carrier import Carrier, NotCarried, Withdrawn
from tests.support.mailserver import PASSWORD, USER, own_certificate, post_office
from tests.support.waiting import free_port, until

RECEIVER, OTHER = "gruppe@example.org", "andere@example.org"
TEXT = b"Subject: Zugesagt\r\n\r\n.Ein Punkt am Anfang\r\nund\r\n.\r\nEnde\r\n"
SHORT = 0.5  # seconds that a test waits for a server that hangs


@pytest.fixture(scope="module")
def tls(tmp_path_factory):
    """Both sides of a line with a certificate that nobody signed."""
    return own_certificate(tmp_path_factory.mktemp("certificate"))


def yes() -> bool:
    return True


def carried(carrier: Carrier, receiver: str = RECEIVER, hand_over=yes) -> NotCarried | None:
    """Carry a letter; return why it did not arrive."""
    try:
        carrier.carry(receiver, TEXT, hand_over)
    except NotCarried as why:
        return why
    finally:
        carrier.close()
    return None


def trouble(why: NotCarried | None) -> tuple[str, bool, bool]:
    assert why is not None, "it arrived"
    return why.trouble, why.passes, why.everybody


def test_a_letter_arrives_as_it_was_written():
    with post_office() as office:
        assert carried(Carrier(office.server())) is None

        assert office.letters == [(RECEIVER, TEXT)]


def test_many_letters_share_one_conversation():
    with post_office() as office:
        carrier = Carrier(office.server())
        for receiver in (RECEIVER, OTHER, RECEIVER):
            carrier.carry(receiver, TEXT, yes)
        carrier.close()

        assert office.receivers() == [RECEIVER, OTHER, RECEIVER]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("550 5.1.1 no such user", ("address_refused 550", False, False)),
        ("554 5.7.1 not for you", ("address_refused 554", False, False)),
        ("451 4.7.1 come back later", ("asked_to_wait 451", True, False)),
        ("552 5.2.2 mailbox full", ("asked_to_wait 552", True, False)),
        ("421 4.3.2 shutting down", ("asked_to_wait 421", True, True)),
    ],
    ids=["unknown", "refused", "greylisted", "full", "closing"],
)
def test_what_a_server_says_of_an_address_counts_for_that_letter(answer, told):
    with post_office(refuses={RECEIVER: answer}) as office:
        carrier = Carrier(office.server())

        assert trouble(carried(carrier)) == told
        assert carried(carrier, OTHER) is None
        assert office.receivers() == [OTHER]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("554 5.6.0 looks like spam", ("text_refused 554", False, False)),
        ("452 4.3.1 no room", ("asked_to_wait 452", True, False)),
    ],
)
def test_what_a_server_says_of_a_text(answer, told):
    with post_office(at_text=answer) as office:
        assert trouble(carried(Carrier(office.server()))) == told


def test_a_server_that_hangs_before_it_has_the_text_is_asked_again_later():
    with post_office(hangs_at="connect") as office:
        assert trouble(carried(Carrier(office.server(), wait=SHORT))) == ("no_answer", True, True)


@pytest.mark.parametrize("mood", [{"hangs_at": "text"}, {"breaks_at": "text"}], ids=["hangs", "hangs up"])
def test_a_letter_whose_arrival_nobody_confirms_is_uncertain_and_never_carried_again_by_itself(mood):
    with post_office(**mood) as office:
        assert trouble(carried(Carrier(office.server(), text_wait=SHORT))) == ("uncertain", False, True)


def test_nothing_is_handed_over_that_is_not_wanted_any_more():
    with post_office() as office:
        carrier = Carrier(office.server())
        with pytest.raises(Withdrawn):
            carrier.carry(RECEIVER, TEXT, lambda: False)

        assert office.letters == []
        assert carried(carrier, OTHER) is None


def test_a_server_that_is_not_there_is_away():
    with post_office() as office:
        nobody = replace(office.server(), port=free_port())

    assert trouble(carried(Carrier(nobody))) == ("not_reached", True, True)


def test_the_line_is_kept_secret_where_the_server_offers_it(tls):
    with post_office(tls=tls[0], logs_in=True) as office:
        server = office.server(user=USER, password=PASSWORD, insists=True)

        assert carried(Carrier(server, trusted=tls[1])) is None
        assert (office.receivers(), office.logins) == ([RECEIVER], [USER])


def test_a_certificate_that_nobody_knows_ends_the_conversation_before_the_password(tls):
    with post_office(tls=tls[0], logs_in=True) as office:
        server = office.server(user=USER, password=PASSWORD, insists=True)

        assert trouble(carried(Carrier(server))) == ("certificate", True, True)
        assert (office.letters, office.logins) == ([], [])


def test_a_password_does_not_travel_over_a_line_that_all_can_read():
    with post_office(logs_in=True) as office:
        server = office.server(user=USER, password=PASSWORD, insists=True)

        assert trouble(carried(Carrier(server))) == ("no_tls", True, True)
        assert office.logins == []


@pytest.mark.parametrize("password", ["falsch", "fälsch"], ids=["wrong", "with signs that it does not know"])
def test_a_wrong_password_is_the_trouble_of_every_letter(tls, password):
    with post_office(tls=tls[0], logs_in=True) as office:
        why = carried(Carrier(office.server(user=USER, password=password, insists=True), trusted=tls[1]))

        assert (why.trouble.split()[0], why.passes, why.everybody) == ("login_refused", True, True)
        assert password not in str(why.__cause__) + why.trouble


def test_a_try_connects_and_logs_in_and_hands_nothing_over(tls):
    with post_office(tls=tls[0], logs_in=True) as office:
        Carrier(office.server(user=USER, password=PASSWORD, insists=True), trusted=tls[1]).try_out()

        assert (office.letters, office.logins) == ([], [USER])


@pytest.mark.parametrize("hangs_at", ["connect", "text"])
def test_a_carrier_that_waits_can_be_called_back_at_once(hangs_at):
    with post_office(hangs_at=hangs_at) as office:
        carrier, told, handed = Carrier(office.server()), [], threading.Event()

        def hand_over() -> bool:
            handed.set()
            return True

        waits = threading.Thread(target=lambda: told.append(carried(carrier, hand_over=hand_over)))
        waits.start()
        until(handed.is_set if hangs_at == "text" else lambda: carrier._plug is not None, what="the server")

        carrier.close()
        waits.join(timeout=5)

        assert [why.trouble for why in told] == ["uncertain" if hangs_at == "text" else "broken_off"]


def test_what_is_no_mail_server_is_a_passing_trouble():
    with post_office() as office, socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        def speak() -> None:
            with other.accept()[0] as line:
                line.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        speaks = threading.Thread(target=speak)
        speaks.start()
        why = carried(Carrier(replace(office.server(), host="127.0.0.1", port=port), wait=SHORT))
        speaks.join()

    assert (why.passes, why.everybody) == (True, True)
