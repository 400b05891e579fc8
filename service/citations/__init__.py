"""Legal bases: a basis cell read into citations of instruments and their provisions."""
