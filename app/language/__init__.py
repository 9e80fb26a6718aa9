"""Languages: messages and their translations, and numbers, money, dates and lists as each language writes them."""
