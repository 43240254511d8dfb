"""The legal desk's rooms in Telegram."""
