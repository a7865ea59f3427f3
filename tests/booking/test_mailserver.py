"""The address of a mail server is read strictly, and its password is repeated nowhere."""

import pytest

from booking.mailserver import MailServer, Unreadable, read

SENDER = "treffpunkt@example.org"


@pytest.mark.parametrize(
    ("text", "server"),
    [
        (
            "smtp://mail.example.org?from=treffpunkt@example.org",
            MailServer(host="mail.example.org", port=25, sender=SENDER),
        ),
        (
            "smtp://haus:geheim%40wort@mail.example.org?from=treffpunkt%40example.org",
            MailServer(
                host="mail.example.org", port=587, user="haus", password="geheim@wort", insists=True, sender=SENDER
            ),
        ),
        (
            "smtps://haus:wort@mail.example.org:4650/?from=treffpunkt@example.org",
            MailServer(
                host="mail.example.org",
                port=4650,
                user="haus",
                password="wort",
                wrapped=True,
                insists=True,
                sender=SENDER,
            ),
        ),
        (
            "smtp://haus:wort@localhost:2525?from=treffpunkt@example.org",
            MailServer(host="localhost", port=2525, user="haus", password="wort", sender=SENDER),
        ),
        (
            "smtp://[::1]:25?from=treffpunkt@example.org&tls=required",
            MailServer(host="::1", port=25, insists=True, sender=SENDER),
        ),
    ],
    ids=["plain", "with a login", "with TLS at once", "a login on this machine", "insisting on STARTTLS"],
)
def test_each_way_to_write_a_mail_server(text, server):
    assert read(text) == server


@pytest.mark.parametrize(
    "text",
    [
        "http://mail?from=a@example.org",
        "smtp://?from=a@example.org",
        "smtp://mail",
        "smtp://mail?from=",
        "smtp://mail?from=Haus <a@example.org>",
        "smtp://mail?from=a@example.org%0d%0aBcc:%20b@example.org",
        "smtp://mail?from=a@example.org&from=b@example.org",
        "smtp://mail?from=a@example.org&tls=vielleicht",
        "smtp://mail?from=a@example.org&farbe=rot",
        "smtp://mail:anschluss?from=a@example.org",
        "smtp://mail:99999?from=a@example.org",
        "smtp://nur-name@mail?from=a@example.org",
        "smtp://mail/pfad?from=a@example.org",
        "smtp://mail?from=a@example.org#stueck",
        "smtp://mail?unlesbar",
    ],
)
def test_what_is_no_mail_server_is_refused_without_being_repeated(text):
    with pytest.raises(Unreadable) as caught:
        read(text)

    assert not any(word in str(caught.value) for word in ("nur-name", "anschluss", "farbe", "pfad"))


def test_its_text_holds_no_password():
    assert "geheim" not in repr(read("smtps://haus:geheim@mail.example.org?from=treffpunkt@example.org"))
