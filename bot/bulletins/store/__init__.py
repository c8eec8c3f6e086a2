"""Every query about bulletins; returns model values, never rows."""
