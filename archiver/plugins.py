"""The plugin manager."""
