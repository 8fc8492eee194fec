"""What scripts log besides numbers and texts, under the names that people know: a module for each kind."""
