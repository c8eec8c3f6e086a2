"""The HTTP edge, asked over HTTP."""
