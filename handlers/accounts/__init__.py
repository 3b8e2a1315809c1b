"""Dialogues about an account: opening it, keeping it safe, leaving it."""
