"""The only room with requests: bytes from the network, recorded as they came."""

from archiver.fetch.drive import Replay, visit
from archiver.fetch.pages import page
from archiver.fetch.transport import Live, Transport

__all__ = ["Live", "Replay", "Transport", "page", "visit"]
