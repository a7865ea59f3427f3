"""What calendar programs subscribe to: the bytes of each feed, kept until something in it changes."""

from booking.feeds.catalogue import EVERYTHING, FeedName, is_feed_path
from booking.feeds.store import Feed, FeedStore

__all__ = ["EVERYTHING", "Feed", "FeedName", "FeedStore", "is_feed_path"]
