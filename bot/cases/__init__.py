"""Cases: receipt numbers, statuses and stages, linking, watching, and their sources."""
