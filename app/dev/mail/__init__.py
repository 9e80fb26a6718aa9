"""Mail in development: a server that keeps what it gets, and pages to read it. Never in production."""
