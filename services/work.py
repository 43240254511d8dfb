"""The unit of work as the edges know it: they pass it on and never look inside."""

from storage.unit import Unit

__all__ = ["Unit"]
