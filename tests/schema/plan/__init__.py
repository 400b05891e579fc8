"""Plans say what ordinary execution says."""
