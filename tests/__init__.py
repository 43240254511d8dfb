"""Tests: they mirror the rooms, plus kit, journeys, house and load."""
