"""Marks for texts kept as data, so that `python -m locales.build extract` finds them.

Their argument is one literal. For a text in a variable, marked elsewhere, call them by the module's
name (`mark.button(label)`): extraction leaves such calls alone.
"""

#: Stands between a context and its text, as gettext does it.
SEPARATOR = "\x04"


def _(text: str, /) -> str:
    """Mark a sentence; it comes back unchanged and is the key for `Voice.text`."""
    return text


def pgettext(context: str, text: str, /) -> str:
    """Mark a text that has another meaning elsewhere; the context becomes part of the key."""
    return f"{context}{SEPARATOR}{text}"


def button(label: str, /) -> str:
    """Mark the label of a button: at most 40 characters in every language."""
    return f"button{SEPARATOR}{label}"


def sentence(refusal: type[Exception] | Exception, /) -> str:
    """Give the key of a refusal: its docstring, which is what the person reads, on one line."""
    return " ".join((refusal.__doc__ or "").split())
