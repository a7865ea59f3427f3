"""Finds and starts what tests need: databases, a server, a browser, shared data."""
