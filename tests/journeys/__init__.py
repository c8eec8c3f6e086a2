"""Whole stories over HTTP: the real program, the sandbox, people."""
