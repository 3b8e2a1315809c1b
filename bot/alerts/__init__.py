"""Alerts: what to tell whom, the outbox, delivery by Telegram and e-mail."""
