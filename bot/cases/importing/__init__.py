"""Cases from a table of the organisation's case system: read, judged row by row, compared, written."""
