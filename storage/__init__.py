"""What is remembered: the unit of work, the tables and the vault that seals them."""
