"""The places that come with the program; see README.md for their source."""
