"""Pictures: drawn from words and days that are handed in; what they say, their captions say too."""
