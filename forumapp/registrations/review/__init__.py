"""Registrations to which the team says yes, no, or what is missing."""
