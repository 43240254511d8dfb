"""What the small Telegram remembers: people, bots, chats, messages, files, updates."""
