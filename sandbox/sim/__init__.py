"""The people's own API: JSON over HTTP, for the page of phones and for journey tests."""
