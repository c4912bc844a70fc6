"""Seats in single sessions: who may have one, who holds one, who waits for one, and to whom a free one is offered."""
