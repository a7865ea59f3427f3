"""Which kind of program asks for a calendar, by what it calls itself; only the kind is ever kept.

Where the names were seen: Google-Calendar-Importer, iOS/… dataaccessd/1.0, macOS/… CalendarAgent/… and
Microsoft.Exchange/15.20 in logs of feeds (edjopato.de: "Caching von abonnierten ICS Kalendern"; Horde's class of
Apple's calendars); Nextcloud Webcal Service in nextcloud/server (WebcalCaching/Connection.php); ICSx5/… in
bitfireAT/icsx5 (Constants.kt); DAVx5/… in bitfireAT/davx5-ose (UserAgentInterceptor.kt); Evolution/… in GNOME's
evolution-data-server (e-cal-backend-http.c), which GNOME Calendar asks, too; Mozilla/5.0 (…) KIO/5.92 … in KDE's kio
(kprotocolmanager.cpp); HomeAssistant/… httpx/… in home-assistant/core (helpers/httpx_client.py); Mozilla/5.0 …
Thunderbird/128.0 and Microsoft Office/16.0 (…; Microsoft Outlook 16.0…; Pro) where these open letters and links.
"""

from enum import StrEnum
from functools import lru_cache


class Program(StrEnum):
    """A kind of program. Several of them may be one person's."""

    GOOGLE = "google"
    APPLE = "apple"
    OUTLOOK_ONLINE = "outlook-online"  # Outlook.com and Microsoft 365 fetch for their users
    OUTLOOK = "outlook"  # on a PC
    THUNDERBIRD = "thunderbird"
    NEXTCLOUD = "nextcloud"
    ANDROID = "android"  # ICSx5 and DAVx5
    HOME_ASSISTANT = "home-assistant"
    GNOME = "gnome"
    KDE = "kde"
    BROWSER = "browser"
    OTHER = "other"


# These fetch by the clock of a company, once for many people or for each: when they do tells nothing about anybody.
COMPANIES = frozenset({Program.GOOGLE, Program.OUTLOOK_ONLINE})

# What a name holds, in small letters; the first that fits counts, so browsers stand last: many pretend to be one.
_SIGNS = (
    (b"google-calendar-importer", Program.GOOGLE),
    (b"microsoft.exchange/", Program.OUTLOOK_ONLINE),
    (b"microsoft exchange", Program.OUTLOOK_ONLINE),
    (b"dataaccessd/", Program.APPLE),
    (b"calendaragent/", Program.APPLE),
    (b"calendarstore/", Program.APPLE),
    (b"davkit/", Program.APPLE),
    (b"microsoft outlook", Program.OUTLOOK),
    (b"microsoft office", Program.OUTLOOK),
    (b"thunderbird/", Program.THUNDERBIRD),
    (b"nextcloud webcal", Program.NEXTCLOUD),
    (b"icsx5/", Program.ANDROID),
    (b"davx5/", Program.ANDROID),
    (b"homeassistant/", Program.HOME_ASSISTANT),
    (b"evolution/", Program.GNOME),
    (b" kio/", Program.KDE),
    (b"konqueror/", Program.KDE),
    (b"korganizer/", Program.KDE),
    (b"mozilla/", Program.BROWSER),
)


@lru_cache(maxsize=1024)
def program_of(agent: bytes) -> Program:
    """Return the kind of program that sends *agent* as its User-Agent; an unknown or empty one is OTHER."""
    small = agent.lower()
    return next((program for sign, program in _SIGNS if sign in small), Program.OTHER)
