"""Files that people send and the organisation keeps: examined, sealed, stored."""
