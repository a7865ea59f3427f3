"""With which kind of browser somebody is logged in, as far as it says so: enough to know one's own devices again."""

from booking.i18n import _

# What stands in User-Agent, the more particular first: Edge and Opera call themselves Chrome, everybody Mozilla.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


def device_of(user_agent: str) -> str:
    """Return `Firefox/Windows` of the header *user_agent*, without versions; empty where nothing of it is known."""
    browser, system = _first(_BROWSERS, user_agent), _first(_SYSTEMS, user_agent)
    return f"{browser}/{system}" if browser or system else ""


def device_words(device: str) -> str:
    """Return how people call *device*."""
    browser, _slash, system = device.partition("/")
    if browser and system:
        return _("{browser} unter {system}", browser=browser, system=system)
    return browser or system or _("ein unbekanntes Gerät")


def _first(known: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for sign, name in known if sign in text), "")
