"""What can be broken, as people say it, each with its pictogram."""

from booking.i18n import N_

KINDS = {
    "furniture": ("chair", N_("Tisch, Stuhl")),
    "kitchen": ("kitchen", N_("Küche, Geschirr")),
    "light": ("light", N_("Licht, Strom")),
    "heating": ("heating", N_("Heizung")),
    "window": ("window", N_("Fenster, Tür")),
    "other": ("tools", N_("etwas anderes")),
}
