"""What leaves the archive: a file per format."""
