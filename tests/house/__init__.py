"""Rules of the house: shape of files, locks without addresses, documents that agree with code."""
