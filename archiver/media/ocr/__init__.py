"""Words read from pictures, by Tesseract, where it is installed."""
