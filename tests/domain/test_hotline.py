"""Hotlines ship as sample data that nobody has confirmed."""

from dataclasses import replace

from domain import hotline
from domain.hotline import BODIES, EMERGENCY, GROUPS, HOTLINES, fitting, in_group


def test_no_hotline_says_that_it_was_checked_before_an_operator_did() -> None:
    assert not any(line.verified or line.checked_on or line.checked_by for line in HOTLINES)


def test_every_hotline_names_where_it_was_read_and_whose_it_is() -> None:
    assert all(line.source and line.body in BODIES for line in HOTLINES)


def test_numbers_that_we_could_not_source_are_not_there() -> None:
    assert {line.number for line in HOTLINES}.isdisjoint({"1007", "1008", "1102", "1148", "1176"})


def test_the_groups_are_those_of_the_contract() -> None:
    assert [it.label for it in GROUPS] == [
        "In danger now",
        "Forced to pick",
        "Not paid",
        "Violence",
        "Children",
        "Union",
        "Court and mediation",
    ]


def test_a_group_without_a_number_of_its_own_says_so() -> None:
    assert hotline.group("children").note
    assert hotline.group("court").note
    assert all(in_group(it.code) for it in GROUPS)


def test_the_numbers_for_unpaid_work_begin_with_the_inspectorate() -> None:
    assert [line.number for line in fitting("WG", "UZ-FA")] == ["1282", "1211", "1092"]


def test_danger_shows_ambulance_and_police() -> None:
    assert {"103", "102"} <= {line.number for line in EMERGENCY}


def test_a_line_of_one_region_is_not_shown_in_another() -> None:
    local = replace(HOTLINES[0], regions=("UZ-FA",))
    lines = {**hotline._BY_CODE, local.code: local}
    held, hotline._BY_CODE = hotline._BY_CODE, lines
    try:
        assert local in in_group("danger", "UZ-FA")
        assert local not in in_group("danger", "UZ-AN")
        assert local in in_group("danger")
    finally:
        hotline._BY_CODE = held
