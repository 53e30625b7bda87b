"""Pure string work."""
