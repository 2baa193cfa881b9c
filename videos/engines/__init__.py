"""The pipeline's engines, configured from the settings."""
