"""Files, on a disk or in an S3 bucket."""
