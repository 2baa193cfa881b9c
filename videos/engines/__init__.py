"""The pipeline's outside tools, as the settings configure them."""
