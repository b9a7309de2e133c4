"""Signing in: by code through allauth, and once by a link from whoever runs the server."""
