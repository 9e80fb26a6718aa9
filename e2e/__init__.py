"""A fan with a browser. Nothing of ours is imported but what starts the house (app.dev) and how tests wait."""
