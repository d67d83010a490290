"""The parts of the congregations import: cleaning columns, placing points, finding likenesses."""
