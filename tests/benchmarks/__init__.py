"""The measurements can be made with the program as it is."""
