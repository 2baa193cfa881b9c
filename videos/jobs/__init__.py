"""The life of a job, from the request to the removal of its row."""
