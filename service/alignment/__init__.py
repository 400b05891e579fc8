"""Three levels, four sames (三级四同): target lists held against a reference list."""
