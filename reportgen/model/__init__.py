"""What readers return, the logger writes and panels receive: runs and what was logged in them."""
