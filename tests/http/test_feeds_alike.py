"""What did not change is the same to the byte, whichever process answers and however often it was started anew."""

import httpx
import pytest

from tests.support.server import Server, run_command
from tests.support.waiting import until
from tests.support.wishes import slot

FEEDS = (
    "/calendar/all.ics",
    "/calendar/room/saal.ics",
    "/calendar/room/stube.ics",
    "/calendar/group/probe.ics",
    "/calendar/all.atom",
    "/calendar/all.json",
)
TOLD = ("etag", "last-modified", "cache-control", "vary", "content-type", "content-length", "content-encoding")


def answers(server: Server, encoding: str = "gzip") -> dict[str, tuple[str, ...]]:
    """Return, for each feed, its headers and the bytes as they go over the wire, written as hexadecimal digits."""
    found: dict[str, tuple[str, ...]] = {}
    for path in FEEDS:
        with httpx.stream("GET", server.url + path, headers={"accept-encoding": encoding}) as answer:
            assert answer.status_code == 200
            raw = b"".join(answer.iter_raw())
        found[path] = (*(answer.headers.get(name, "") for name in TOLD), raw.hex())
    return found


def settled(server: Server) -> dict[str, tuple[str, ...]]:
    """Return the answers once they bear the time of the last change, which takes until its second is over."""
    until(lambda: all(one[1] for one in answers(server).values()), seconds=30, what="times")
    return answers(server)


def tags(server: Server) -> list[str]:
    """Return the tag of each feed."""
    return [one[0] for one in answers(server).values()]


@pytest.mark.parametrize("kind", [pytest.param("postgres", marks=pytest.mark.postgres), "sqlite"])
def test_two_processes_a_later_one_and_a_house_put_back_answer_with_the_same_bytes(
    plain_house, start_server, tmp_path, kind
):
    served = plain_house(kind)
    served.settings["TREFFPUNKT_PUBLIC_URL"] = "https://probe.example.org"  # it stands in every calendar
    here, there = served.serve(), served.serve()
    for day in (60, 61, 67):
        assert served.book(here, slot(day)).status_code == 201
    until(lambda: tags(there) == tags(here), seconds=30, what="both to know the last booking")

    first = settled(here)

    assert first["/calendar/all.ics"][-2] == "gzip"
    assert settled(there) == first
    assert answers(here, "identity") == answers(there, "identity")
    served.run("group-key", "still")  # something that no calendar tells
    later = served.serve()
    assert settled(later) == first
    for server in (here, there, later):
        for path, (etag, since, *_rest) in first.items():
            for header in ({"if-none-match": etag}, {"if-modified-since": since}):
                assert httpx.get(server.url + path, headers=header).status_code == 304

    # The drill: the copy of an open house, put back into a fresh place on the other kind of disk.
    copy, place = tmp_path / "haus.backup", tmp_path / "put-back"
    served.run("backup", str(copy))
    elsewhere = {
        **served.settings,
        "TREFFPUNKT_DATABASE": f"sqlite:///{tmp_path}/again.db",
        "TREFFPUNKT_DATA": str(place),
    }
    run_command("restore", str(copy), environment=elsewhere)
    assert settled(start_server("serve", environment=elsewhere)) == first
