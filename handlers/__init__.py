"""The dialogues: what a person says or presses, and what they see. One file a dialogue."""
