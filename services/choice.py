"""The choices in a worker's questions: codes, and what the buttons say; the desk reads both."""

from locales.mark import button

#: Question, then code, then label, in the order of the screen.
CHOICES: dict[str, dict[str, str]] = {
    "who": {
        "me": button("It is about me"),
        "adult": button("About another adult"),
        "child": button("About a child"),
        "under18": button("I am under 18"),
    },
    "when": {
        "now": button("Happening now"),
        "today": button("Today"),
        "week": button("This week"),
        "season": button("This season"),
        "earlier": button("Earlier"),
    },
    "answer": {
        "here": button("Answer me here"),
        "receipt": button("Only with my receipt"),
    },
    "many": {
        "1": button("Only me"),
        "2": button("2–9"),
        "10": button("10–49"),
        "50": button("50 or more"),
    },
    "employer": {
        "cluster": button("Cluster"),
        "farm": button("Farm"),
        "brigade": button("Brigade leader"),
        "state": button("State body"),
        "unknown": button("I do not know"),
    },
    "want": {
        "paid": button("Get paid"),
        "stop": button("Make it stop"),
        "advice": button("Advice"),
        "known": button("Just let someone know"),
    },
}
