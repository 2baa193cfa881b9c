"""Previews of papers, before a video is requested."""
