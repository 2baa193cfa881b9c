"""Inside a worker process: one attempt at a job."""
