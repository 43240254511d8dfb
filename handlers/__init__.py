"""The Telegram edge: what people press and type, turned into services, and what they read."""
