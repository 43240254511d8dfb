"""Time as it is told in Uzbekistan: its zone, and the quarters of an hour that due times go by."""

from zoneinfo import ZoneInfo

#: UTC+5 all the year round.
TASHKENT = ZoneInfo("Asia/Tashkent")

#: Seconds. Cards go out on it; no due time, nor that nobody was on duty, is told more exactly.
QUARTER = 900
