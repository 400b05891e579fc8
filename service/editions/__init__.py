"""Lists and their editions: loading a file into a draft, publishing, discarding."""
