"""What happened in the house in a period, as figures for council and funder: counts, never people."""

from booking.report.figures import Figure, Report, Table, figures, longest
from booking.report.hidden import LEAST, hide, hide_one
from booking.report.reading import report

__all__ = ["LEAST", "Figure", "Report", "Table", "figures", "hide", "hide_one", "longest", "report"]
