"""Casebell: the application."""
