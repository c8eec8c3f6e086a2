"""Qianshao (前哨): the chat front end of a public-health emergency platform."""
