"""The catcher of a development house, and its pages."""
