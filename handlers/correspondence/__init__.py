"""Dialogues about what passes between the organisation and the applicant."""
