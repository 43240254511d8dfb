"""What tests stand on: databases, media samples, and other ready things."""
