"""Every query of the notices room; model values only."""
