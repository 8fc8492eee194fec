"""How runs look on the page: which colour each one has, and by which short name it goes."""
