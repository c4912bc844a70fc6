"""What the team asks those who register, beyond name and address, and what they answered."""
