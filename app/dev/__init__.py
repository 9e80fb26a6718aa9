"""Development tools: `make dev`, local Postgres and Redis, fake services. Production processes never import them."""
