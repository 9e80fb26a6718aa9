"""Browser tests of the running system. They import of our code only app.dev, which starts it, and tests.eventually."""
