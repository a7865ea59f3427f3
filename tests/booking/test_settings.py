"""What the town sets; a mistake stops the start with its name and what was expected."""

from pathlib import Path

import pytest

from booking.settings import ENVIRONMENT, SettingRefused, Settings, read_settings


def test_nothing_set_is_a_file_in_the_data_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    settings = read_settings({})

    assert settings == Settings()
    assert settings.database_url == f"sqlite:///{tmp_path}/treffpunkt-data/treffpunkt.db"


def test_the_environment_overrules_the_file(tmp_path):
    file = tmp_path / "treffpunkt.toml"
    file.write_text('public_url = "https://a.example.org"\ntimezone = "Europe/Vienna"\n', encoding="utf-8")

    settings = read_settings({"TREFFPUNKT_PUBLIC_URL": "https://b.example.org/", "HOME": "/"}, file)

    assert (settings.public_url, settings.timezone) == ("https://b.example.org", "Europe/Vienna")
    assert settings.sources == {"public_url": ENVIRONMENT, "timezone": str(file)}


def test_where_settings_came_from_is_no_setting_itself():
    with pytest.raises(SettingRefused, match="TREFFPUNKT_SOURCES is not a setting"):
        read_settings({"TREFFPUNKT_SOURCES": "x"})


@pytest.mark.parametrize("address", ["postgres://u@h/d", "postgresql://u@h/d", "postgresql+psycopg://u@h/d"])
def test_each_way_to_write_postgresql(address):
    assert read_settings({"TREFFPUNKT_DATABASE": address}).database == "postgresql+psycopg://u@h/d"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABSE", "sqlite:///x.db"),
        ("DATABASE", "mysql://h/d"),
        ("DATABASE", "sqlite:///:memory:"),
        ("DATA", " "),
        ("PUBLIC_URL", "quartier.example.org"),
        ("PUBLIC_URL", "https://quartier.example.org/kiosk"),
        ("SECRET", "kurz"),
        ("TIMEZONE", "Berlin"),
        ("TIMEZONE", "../etc/passwd"),
        ("MAIL_URL", "http://mail"),
        ("MAIL_URL", "smtp://haus:wort@mail.example.org"),
        ("MAILBOX", "Raum <raum@example.org>"),
        ("TRUST_PROXY", "vielleicht"),
        ("SECOND_STEP", "immer"),
        ("LOG", "xml"),
    ],
)
def test_a_mistake_is_named(name, value):
    with pytest.raises(SettingRefused, match=f"TREFFPUNKT_{name}"):
        read_settings({f"TREFFPUNKT_{name}": value})


@pytest.mark.parametrize(
    ("name", "value"),
    [("DATABASE", "mysql://u:geheimnis@h/d"), ("MAIL_URL", "smtp://u:geheimnis@h:anschluss?from=a@example.org")],
)
def test_a_password_in_a_refused_address_is_not_repeated(name, value):
    with pytest.raises(SettingRefused) as caught:
        read_settings({f"TREFFPUNKT_{name}": value})

    assert "geheimnis" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "said"), [("public_url = 7", "PUBLIC_URL"), ("=", "TOML"), ("farbe = 'rot'", "FARBE")]
)
def test_a_mistake_in_the_file_is_named(tmp_path: Path, content, said):
    file = tmp_path / "treffpunkt.toml"
    file.write_text(content, encoding="utf-8")

    with pytest.raises(SettingRefused, match=said):
        read_settings({}, file)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(SettingRefused, match=r"fehlt\.toml"):
        read_settings({}, tmp_path / "fehlt.toml")


@pytest.mark.parametrize(
    "more",
    [
        {"ISSUER": "http://login.example.org"},
        {"ISSUER": "https://login.example.org?x=1"},
        {"ISSUER": "login.example.org"},
        {"CLIENT_ID": ""},
        {"ISSUER": ""},
        {"TRUST": "vielleicht"},
    ],
)
def test_a_half_or_unsafe_log_in_of_the_town_stops_the_start(more):
    right = {"ISSUER": "https://login.example.org", "CLIENT_ID": "treffpunkt", "CLIENT_SECRET": "streng geheim"}

    with pytest.raises(SettingRefused, match="TREFFPUNKT_OIDC_") as refused:
        read_settings({f"TREFFPUNKT_OIDC_{name}": value for name, value in {**right, **more}.items()})

    assert "streng geheim" not in str(refused.value)


def test_the_log_in_of_the_town_is_read_whole_and_shows_no_secret():
    settings = {
        "ISSUER": "https://login.example.org/realms/stadt",
        "CLIENT_ID": "treffpunkt",
        "CLIENT_SECRET": "geheim",
    }
    door = read_settings({f"TREFFPUNKT_OIDC_{name}": value for name, value in settings.items()}).town_door

    assert door
    assert (door.issuer, door.client_id, door.client_secret, door.trust) == (*settings.values(), False)
    assert "geheim" not in repr(door)
    assert Settings().town_door is None
