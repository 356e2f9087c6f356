"""The write side: case documents in, a searchable index out."""
