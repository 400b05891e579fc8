"""Reading Chinese text as offices write it: folding width, script and spaces."""

from service.text.folding import fold, squeeze, tidy

__all__ = ["fold", "squeeze", "tidy"]
