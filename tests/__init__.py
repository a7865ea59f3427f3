"""What the house promises, told as small stories."""
