"""Tests of the desk's rooms in Telegram."""
