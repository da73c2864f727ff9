"""Requests as they come in and errors as they go out."""
