"""What platforms share: answers read without trust, and what they add up to."""
