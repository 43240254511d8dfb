"""What the room `locales` promises."""
