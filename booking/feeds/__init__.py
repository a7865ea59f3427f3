"""What calendar programs subscribe to: the bytes of each feed, kept until something in it changes."""

from booking.feeds.catalogue import EVERYTHING, is_feed_path, is_private
from booking.feeds.store import Feed, FeedStore
from booking.feeds.topics import topic_feeds

__all__ = ["EVERYTHING", "Feed", "FeedStore", "is_feed_path", "is_private", "topic_feeds"]
