"""Piccolo tables for plain reading and writing; the schema itself is SQL, in db/migrations/sql."""
