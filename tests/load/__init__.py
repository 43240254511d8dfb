"""Benchmarks: they print figures and pass no verdict."""
