"""Run, watch, answer and inspect Coze workflows."""

__version__ = "0.1.0"
