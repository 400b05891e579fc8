"""The rim towards the terminal: the command quanze."""
