"""The ground floor, tried on its own."""
