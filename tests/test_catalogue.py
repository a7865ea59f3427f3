"""No sentence of a screen stands outside the catalogue, and the catalogue holds no dead one."""

import re

from tests.support import catalogue

PLACE = re.compile(r"\{(\w+)\}")


def test_the_catalogue_holds_every_sentence_and_no_other():
    """Where this fails: `python -m tests.support.catalogue`."""
    gathered = {message.id for message in catalogue.gathered() if message.id}
    stored = {message.id for message in catalogue.stored() if message.id}

    assert gathered - stored == set()
    assert stored - gathered == set()


def test_singular_and_plural_fill_the_same_places():
    for message in catalogue.gathered():
        if message.pluralizable:
            one, many = tuple(message.id)
            assert set(PLACE.findall(one)) <= set(PLACE.findall(many)), one
