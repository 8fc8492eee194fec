"""What scripts give to be logged as media: arrays of any library, files, figures of Matplotlib."""
