"""Implementing bodies (实施主体): who is the same body, by credit code or folded name."""
