"""The command: what a script or a person at a terminal can do. A file per command; main.py lists them."""
