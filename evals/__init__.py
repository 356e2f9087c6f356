"""Measurement: it drives the write side and the read side; the command line alone imports it."""
