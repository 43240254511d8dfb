"""Whole conversations, through the sandbox's HTTP, against the real machine."""
