"""The only room with requests: bytes from the network, recorded as they came."""
