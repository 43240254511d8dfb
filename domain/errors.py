"""The expected refusals; the docstring of each is the kind sentence that the person reads."""


class Refusal(Exception):
    """This cannot be done just now. Nothing was lost."""


class NoDesk(Refusal):
    """The legal desk is not open yet, so we cannot take a report safely.

    Please call a hotline.
    """


class DiskFull(Refusal):
    """Our server has no room left to keep a report safely.

    Please call a hotline, or come back later.
    """


class TooManyMessages(Refusal):
    """That is the most we can keep in one report: 300 messages.

    Everything before is kept safe. Press Done.
    """


class TooManyFiles(Refusal):
    """That is the most we can keep in one report: 60 files, 200 MB.

    Everything before is kept safe. Press Done.
    """


class FileTooLarge(Refusal):
    """This file is larger than 20 MB, so Telegram does not let us fetch it.

    Please send a shorter one.
    """


class NothingToSend(Refusal):
    """There is nothing to send yet.

    Please write a few words, or send a voice message or a photo.
    """


class AlreadyTaken(Refusal):
    """Somebody else has this case already."""


class NotYours(Refusal):
    """This case is not assigned to you."""


class NotAllowed(Refusal):
    """Your role does not include this."""


class WrongStatus(Refusal):
    """The case has moved on, so this is no longer possible."""


class NoSuchCase(Refusal):
    """There is no such case."""


class Throttled(Refusal):
    """That was too many tries. Please wait one hour and try again."""
