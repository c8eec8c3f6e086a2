"""Tests of services and stores, on both databases."""
