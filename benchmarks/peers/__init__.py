"""The peers that benchmarks/queue.py compares Hidden Hill with, and a stand-in for the pipeline."""
