"""Message classes of the Seldon protocol."""
