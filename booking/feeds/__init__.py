"""What calendar programs subscribe to: the bytes of each feed, kept until something in it changes."""

from booking.feeds.catalogue import EVERYTHING, is_feed_path
from booking.feeds.store import Feed, FeedStore

__all__ = ["EVERYTHING", "Feed", "FeedStore", "is_feed_path"]
