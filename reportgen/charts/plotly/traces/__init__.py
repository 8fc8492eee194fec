"""The traces that the conversion draws, by how they look: each states its data and marks."""
