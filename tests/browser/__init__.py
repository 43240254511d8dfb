"""The page of phones, looked at and pressed through Chromium."""
