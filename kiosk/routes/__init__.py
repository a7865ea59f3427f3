"""What machines ask for: feeds, the API, QR codes, health."""
