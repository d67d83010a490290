"""Port Ellery: a city that does not exist, and a history of OneCOP in it that is played through the services."""
