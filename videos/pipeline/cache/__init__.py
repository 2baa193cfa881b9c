"""What the pipeline stores: checkpoints for the next attempt, and rendered entries for later videos."""
