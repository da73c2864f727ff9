"""Incoming requests and outgoing errors."""
