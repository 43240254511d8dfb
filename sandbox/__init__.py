"""A small strict Telegram: the Bot API over HTTP on loopback, and a page of phones."""
