"""Letters, and the SMTP server that takes them."""
