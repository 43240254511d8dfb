"""Promises of the sandbox: as strict as Telegram, as unlucky as it is told to be."""
