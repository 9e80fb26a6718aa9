"""For translators: extracts the texts of the code into catalogues, and checks their translations."""
