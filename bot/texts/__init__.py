"""Every sentence that a person reads: `<language>/<dialogue>.po`, and how they are filled in."""
