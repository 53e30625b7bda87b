"""Pure rendering of reports."""
