"""Accounts: registration, credentials, second factors, sessions, activity."""
