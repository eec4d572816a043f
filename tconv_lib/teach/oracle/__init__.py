"""What the real frameworks answer, asked and recorded."""
