"""Signing in: by code through allauth, and once by a link a coordinator was given."""
