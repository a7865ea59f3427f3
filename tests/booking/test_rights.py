"""Who may see and do what at the desk."""

import pytest

from booking import rights
from booking.rights import Area, Right
from models.staff import Role


def areas(role: Role, least: Right) -> set[str]:
    return {area.value for area in Area if rights.right(role, area) >= least}


def test_the_manager_may_everything():
    assert areas(Role.MANAGER, Right.ACT) == set(Area)


@pytest.mark.parametrize(
    ("role", "sees", "does"),
    [
        (
            Role.SENIORS_COUNCIL,
            {"desk", "closed groups", "damages", "print", "report", "requests", "subscribers"},
            {"account", "book", "meetings"},
        ),
        (Role.CARETAKER, {"desk", "print"}, {"account", "checks", "damages"}),
        (Role.QUARTER_REP, {"desk", "print", "report"}, {"account"}),
    ],
)
def test_others_see_and_do_what_their_work_needs(role, sees, does):
    assert areas(role, Right.ACT) == does
    assert areas(role, Right.SEE) == sees | does


def test_what_the_table_does_not_name_is_for_the_manager_alone():
    found = {role: rights.right(role, "not-built-yet") for role in Role}

    assert found == {
        Role.MANAGER: Right.ACT,
        Role.SENIORS_COUNCIL: Right.NONE,
        Role.CARETAKER: Right.NONE,
        Role.QUARTER_REP: Right.NONE,
    }


@pytest.mark.parametrize(
    ("path", "area"),
    [
        ("/desk", "desk"),
        ("/desk/", "desk"),
        ("/desk/groups", "groups"),
        ("/desk/groups/strickcafe", "groups"),
        ("/desk/print/page/1.png", "print"),
    ],
)
def test_an_address_says_its_area(path, area):
    assert rights.area_of(path) == area
