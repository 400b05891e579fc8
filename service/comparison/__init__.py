"""The annual cleanup's reconciliation: two editions of a list held against one another."""
