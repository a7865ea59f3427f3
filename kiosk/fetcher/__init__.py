"""Fetches other people's calendars from the net, and keeps the house's own network out of their reach (UX §10, 14)."""

from kiosk.fetcher.fetching import Fetcher, Limits

__all__ = ["Fetcher", "Limits"]
