"""The doors of texting."""
