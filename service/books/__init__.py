"""The books of a list (建帐、对帐、查帐)."""
