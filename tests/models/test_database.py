"""The way to the database."""

from sqlalchemy import text

from models.database import Database


def test_a_house_has_no_bookings_at_first(db: Database) -> None:
    with db.reading() as session:
        assert session.connection().execute(text("select count(*) from booking")).scalar_one() == 0
