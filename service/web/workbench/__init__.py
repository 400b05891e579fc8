"""The workbench over HTTP: sessions, forms, and the pages clerks work at."""

from service.web.workbench.desk import Workbench

__all__ = ["Workbench"]
