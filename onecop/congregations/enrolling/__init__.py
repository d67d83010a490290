"""The enrollment of a congregation: its questions, and how answers are read."""
