"""What things are: frozen dataclasses, enums and pure rules; standard library only."""
