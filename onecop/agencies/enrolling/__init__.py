"""The enrollment of an agency: its questions, and how answers are read."""
