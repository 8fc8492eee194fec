"""Values compared with a baseline's: differences, and the noise of few runs."""
