"""The life of a job's row, from the request to its removal."""
