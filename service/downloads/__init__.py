"""Published lists as files to take, feeds to follow and an index to search without a server."""
