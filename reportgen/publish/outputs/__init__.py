"""What one build writes beside the page for machines and reviews: JSON, Markdown, JUnit, OpenMetrics, annotations."""
