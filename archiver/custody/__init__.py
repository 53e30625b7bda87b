"""Chain of custody, as pure functions: canonical JSON, links, and proofs of time.

What an archive holds is evidence as far as it can be shown that it is what was received. This
room makes and checks what shows it; it reads no file and asks no server.
"""
