"""The sandbox's page: a chat as on a phone, the mailbox, the case desk and the clock."""
