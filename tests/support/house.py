"""Houses for tests: the demo's, and a plain one that is always open."""

from datetime import date, datetime
from pathlib import Path

from booking.imports import LoadReport, load
from models.database import Database

DEMO = Path(__file__).parents[2] / "assets" / "demo" / "demo.yaml"

# As ../shared/load/house.yaml, with two rooms that share a kitchen.
PLAIN = """
meta: {version: 1, timezone: Europe/Berlin, locale: de-DE}
site: {slug: probe, name: Probehaus, short: Probe, city: Herrenberg, public_domain: probe.example.org}
rooms:
  - &room
    slug: saal
    name: Saal
    capacity: {standing: 50, rows: 40, tables: 28}
    default_layout: tables
    public: true
  - {<<: *room, slug: stube, name: Stube}
  - {<<: *room, slug: kueche, name: Küche, public: false, bookable_as_extra_of: [saal, stube]}
opening_hours:
  saal: &always
    mon: [["00:00", "24:00"]]
    tue: [["00:00", "24:00"]]
    wed: [["00:00", "24:00"]]
    thu: [["00:00", "24:00"]]
    fri: [["00:00", "24:00"]]
    sat: [["00:00", "24:00"]]
    sun: [["00:00", "24:00"]]
  stube: *always
  kueche: *always
usage_types:
  - {slug: open_event, name: Offenes Treffen, allowed: true, approval: auto_if_trusted, fee: 0}
  - {slug: private, name: Private Feier, allowed: false, why: "Private Feiern sind hier nicht möglich."}
booking_rules:
  slot_step_min: 15
  min_public_min: 15
  max_public_min: 1440
  min_lead_hours: {trusted: 0, new: 0}
  max_ahead_days: {single: null, series: null}
  quota: {future_single_per_group: null, hours_per_group_week: null, held_requests_per_new_contact: null}
contacts:
  - {slug: probe, function: Probe, email: probe@example.org}
groups:
  - {slug: probe, name: Probegruppe, kind: town, trust: partner, listing: public, contact: probe, key: vor_ort}
  - {slug: still, name: Stille Gruppe, kind: self_help, trust: trusted, listing: neutral, contact: probe}
"""


def demo_house(db: Database, now: datetime, shift_to: date | None = None) -> LoadReport:
    """Load the demo into the empty *db*; with *shift_to*, its single meetings in the week of that day."""
    with db.writing() as session:
        return load(session, DEMO, now=now, shift_to=shift_to)


def plain_house(db: Database, now: datetime, more: str = "") -> LoadReport:
    """Load a house without limits into the empty *db*; *more* are further sections of its file."""
    with db.writing() as session:
        return load(session, PLAIN + more, now=now)
