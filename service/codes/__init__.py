"""Codes of items and bodies: each scheme's layout, parts and checks."""
