"""What lies in a run's folder of artifacts: images, tables, figures, texts, models and other files."""
