"""What is said, in every language; build.py makes the catalogs, voice.py speaks them."""
