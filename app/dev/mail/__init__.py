"""Mail in development: a server that stores what it gets, and pages to read it. Never in production."""
