"""What the house can do; knows no screen."""
