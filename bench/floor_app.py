"""What the server is given to serve as the floor."""

from bench.floor import create_floor

app = create_floor()
