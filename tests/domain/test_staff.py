"""Roles include what they must and nothing else; a code is read however it is typed."""

from dataclasses import replace

import pytest

from domain.case import Desk
from domain.errors import NotAllowed, NotYours
from domain.staff import (
    MAY,
    Duty,
    Role,
    Staff,
    State,
    check,
    check_touch,
    may,
    may_touch,
    new_code,
    read_code,
)


def test_a_code_is_read_back_however_it_is_typed() -> None:
    code = new_code(bytes(range(16)))
    assert read_code(code) == code
    assert len(code) == 31
    assert read_code(f" {code.upper().replace('0', 'O').replace('1', 'L')}\n") == code
    assert read_code(code[:-1]) is None
    assert read_code(code.removeprefix("join-")) is None


def test_every_bit_of_a_codes_chance_counts() -> None:
    codes = {new_code((1 << bit).to_bytes(16, "big")) for bit in range(128)}
    assert len(codes) == 128


def test_every_role_has_its_duties_and_no_case_is_open_to_those_without_casework() -> None:
    assert set(MAY) == set(Role)
    casework = {role for role in Role if Duty.READ in MAY[role]}
    assert casework == {Role.LAWYER, Role.SUPERVISOR}
    assert not any(Duty.QUEUE in MAY[role] for role in set(Role) - casework)
    assert set().union(*MAY.values()) == set(Duty)


def test_a_lawyer_acts_on_own_and_unassigned_cases_and_a_supervisor_on_any() -> None:
    lawyer = _person(Role.LAWYER)
    assert may_touch(lawyer, Desk.GENERAL, None)
    assert may_touch(lawyer, Desk.GENERAL, lawyer.id)
    with pytest.raises(NotYours):
        check_touch(lawyer, Desk.GENERAL, b"2" * 16)
    supervisor = _person(Role.SUPERVISOR)
    check_touch(supervisor, Desk.GENERAL, b"2" * 16)
    with pytest.raises(NotYours):
        check_touch(supervisor, Desk.PROTECTION, None)


def test_who_has_left_may_nothing() -> None:
    gone = replace(_person(Role.SUPERVISOR), state=State.LEFT)
    assert not any(may(gone, duty) for duty in Duty)
    assert not may_touch(gone, Desk.GENERAL, None)
    with pytest.raises(NotAllowed):
        check(gone, Duty.QUEUE)


def _person(role: Role) -> Staff:
    return Staff(b"1" * 16, "Person", role, State.ACTIVE, frozenset({Desk.GENERAL}), 1)
