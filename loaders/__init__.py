"""Files in: spreadsheets, delimited text, JSON and documents read into items and findings."""
