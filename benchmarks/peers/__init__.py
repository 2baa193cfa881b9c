"""What benchmarks/queue.py measures Hidden Hill beside, and what it puts in the place of the pipeline."""
