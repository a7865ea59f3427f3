"""Programs are known by what they call themselves; of a name only the kind is left."""

import pytest

from booking.programs import Program, program_of

SEEN = {
    "Google-Calendar-Importer": Program.GOOGLE,
    "iOS/18.0 (22A3354) dataaccessd/1.0": Program.APPLE,
    "macOS/13.4 (22F66) dataaccessd/1.0": Program.APPLE,
    "Mac+OS+X/10.10 (14A389) CalendarAgent/315": Program.APPLE,
    "CalendarStore/5.0 (1127); iCal/5.0 (1535); Mac OS X/10.7.1 (11B26)": Program.APPLE,
    "Microsoft.Exchange/15.20 (Windows NT 10.0; Win64; x64)": Program.OUTLOOK_ONLINE,
    "Microsoft Exchange/15.20 (Windows NT 10.0; Win64; x64)": Program.OUTLOOK_ONLINE,
    "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17328; Pro)": Program.OUTLOOK,
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.3.0": Program.THUNDERBIRD,
    "Nextcloud Webcal Service": Program.NEXTCLOUD,
    "Nextcloud Webcal Crawler": Program.NEXTCLOUD,
    "ICSx5/2.4.3 (ical4j/3.2.19 okhttp/5.3.2 Android/16)": Program.ANDROID,
    "DAVx5/4.4 (dav4jvm; okhttp/4.12.0) Android/15": Program.ANDROID,
    "HomeAssistant/2026.9.0 httpx/0.28.1 Python/3.13": Program.HOME_ASSISTANT,
    "Evolution/3.60.2": Program.GNOME,
    "Mozilla/5.0 (X11; Linux x86_64) KIO/5.92 kioexec/5.92.0": Program.KDE,
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0": Program.BROWSER,
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1": Program.BROWSER,
    "curl/8.5.0": Program.OTHER,
    "": Program.OTHER,
}


@pytest.mark.parametrize(("agent", "program"), SEEN.items())
def test_a_program_is_known_by_what_it_calls_itself(agent, program):
    assert program_of(agent.encode()) is program
    assert program_of(agent.upper().encode()) is program


def test_what_is_no_text_is_another_program():
    assert program_of(b"\xff\xfe\x00" * 1000) is Program.OTHER
