"""What the house stores, and the one rule that the database itself keeps."""
