"""Name matching: whether two names are one power, why, and finding candidates among many."""
