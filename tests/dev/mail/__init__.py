"""Tests of the mail catcher of development, and of its pages."""
