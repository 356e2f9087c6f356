"""Measurement: it drives the write side and the read side, and nothing imports it."""
