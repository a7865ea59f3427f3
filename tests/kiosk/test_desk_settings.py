"""The desk sees what is set and from where, and no secret."""

import dataclasses
from pathlib import Path

from booking.settings import Settings, names, read_settings
from kiosk.desk.settings import rows

SECRETS = {
    "TREFFPUNKT_SECRET": "sehr-geheim-und-lang",
    "TREFFPUNKT_DATABASE": "postgresql+psycopg://u:passwort@db.example/haus",
    "TREFFPUNKT_MAIL_URL": "smtps://u:kennwort@mail.example.org:465?from=a@example.org",
    "TREFFPUNKT_PRINTER": "network://drucker.example:9100",
}


def shown(settings: Settings) -> dict[str, tuple[str, str]]:
    return {row.name: (row.value, row.source) for row in rows(settings, "PostgreSQL 17")}


def test_no_secret_is_shown_and_everything_says_where_it_comes_from(tmp_path):
    file = tmp_path / "treffpunkt.toml"
    file.write_text('public_url = "https://haus.example.org"\nsubscribe = true\n', encoding="utf-8")

    told = shown(read_settings(SECRETS, file))

    assert told["TREFFPUNKT_PUBLIC_URL"] == ("https://haus.example.org", "Datei treffpunkt.toml")
    assert told["TREFFPUNKT_SUBSCRIBE"] == ("ja", "Datei treffpunkt.toml")
    assert told["TREFFPUNKT_DATABASE"] == ("PostgreSQL 17", "Umgebung")
    assert told["TREFFPUNKT_MAIL_URL"] == ("mail.example.org:465", "Umgebung")
    assert told["TREFFPUNKT_SECRET"] == ("gesetzt, geheim", "Umgebung")
    assert told["TREFFPUNKT_TIMEZONE"] == ("Europe/Berlin", "Vorgabe")
    assert told["TREFFPUNKT_LOG"] == ("text", "Vorgabe")
    for secret in ("geheim-und-lang", "passwort", "kennwort", "u:"):
        assert secret not in repr(told)
    assert len(told) == len(names())


def test_a_house_without_settings_made_its_secret_itself():
    told = shown(dataclasses.replace(Settings(), secret="made-once-and-kept-here", data=Path("daten")))

    assert told["TREFFPUNKT_SECRET"] == ("gesetzt, geheim", "im Datenordner, selbst gemacht")
    assert told["TREFFPUNKT_MAIL_URL"] == ("nicht gesetzt", "Vorgabe")
    assert told["TREFFPUNKT_DATA"] == ("daten", "Vorgabe")
