"""Every query of the volunteers room; model values only."""
