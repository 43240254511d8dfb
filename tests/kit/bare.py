"""A case with nothing but its header, for rules that look at no more."""

from domain.case import Case, Desk, Kind, Status
from domain.language import Language

#: `replace` what a test is about.
CASE = Case(
    id=bytes(16),
    code="K7M-4QX",
    kind=Kind.REPORT,
    desk=Desk.GENERAL,
    generation=1,
    public=bytes(32),
    status=Status.NEW,
    topic="WG",
    subtopic="",
    region="",
    severity=3,
    language=Language.UZ,
    filed_at=0,
    due_at=10**9,
)
