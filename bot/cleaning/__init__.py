"""What runs in the cleaner's key-less child: one room for each sort of file, and the lock."""
