"""What an artifact is made of: contents, the objects that are added to it, and its versions on disk."""
