"""Benchmarks of this machine: `make bench`, or one of them with `python -m evals.bench NAME`."""
