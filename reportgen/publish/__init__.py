"""What is done with reports besides writing them: a room each."""
