"""Dialogues about cases: linking them, seeing them, sharing them, their dates."""
