"""Why the desk says no, as it chooses a reason and reports it."""

from booking.i18n import N_

# The words of booking.decisions.REASONS, in the order of the dialog.
REASONS = {
    "private": N_("Private Feier"),
    "commercial": N_("Verkauf oder Werbung"),
    "no_room": N_("Kein Platz zu dieser Zeit"),
    "not_fitting": N_("Passt nicht zum Haus"),
    "other": N_("Anderer Grund"),
}
