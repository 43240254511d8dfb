"""The worker's rooms."""
