"""The development house: what a laptop lacks (Postgres, Redis), and `make dev`. Never imported in production."""
