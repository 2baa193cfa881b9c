"""What a pipeline keeps: checkpoints of an attempt, and rendered parts for later videos."""
