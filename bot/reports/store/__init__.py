"""Every query of the reports room."""
