"""Where the state of a case is learned from, each behind the one protocol in `source`."""
