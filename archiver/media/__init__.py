"""Bytes to facts about pictures."""
