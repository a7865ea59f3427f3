"""Calendars by what people look for: those that the house named, and its topics."""

from dataclasses import dataclass

from booking.facts import HouseFacts

Words = tuple[tuple[str, str], ...]  # (kind, slug): topic, audience, access, district


@dataclass(frozen=True, slots=True)
class TopicFeed:
    """A calendar of all meetings to which every one of *words* belongs."""

    slug: str
    name: str
    words: Words


def topic_feeds(house: HouseFacts) -> list[TopicFeed]:
    """Return the calendars that the house's file names (`feeds`), then its topics (`tags`) that have none yet.

    A calendar of everything is left out: it has an address of its own.
    """
    named = [
        TopicFeed(entry["slug"], entry["name"], tuple(sorted(entry["filter"].items())))
        for entry in house.sections.get("feeds") or ()
        if entry.get("filter")
    ]
    taken = {feed.slug for feed in named}
    topics = (house.sections.get("tags") or {}).get("topic") or ()
    return [*named, *(_of_topic(slug) for slug in topics if slug not in taken)]


def topic_name(slug: str) -> str:
    """Return how the topic or audience *slug* is written for people: `neu-hier` is `Neu hier`."""
    return slug.replace("-", " ").capitalize()


def _of_topic(slug: str) -> TopicFeed:
    return TopicFeed(slug, topic_name(slug), (("topic", slug),))
