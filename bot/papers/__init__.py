"""PDFs of the organisation's own making."""
