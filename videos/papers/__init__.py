"""A look at a paper before its video is asked for."""
