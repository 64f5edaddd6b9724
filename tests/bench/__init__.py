"""Benchmarks: `python -m tests.bench` prints how fast cozewf is, against what, as ratios.

No tests: nothing here is collected by pytest, and no figure fails a build.
"""
