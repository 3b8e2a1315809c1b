"""The dialogues of the staff: every place in them is Needs.STAFF."""
