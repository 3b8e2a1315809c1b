"""A local Telegram, mailbox and case desk: try and test without token or internet."""
