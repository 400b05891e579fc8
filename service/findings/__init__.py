"""Findings: what is wrong with an input or a list, where, and what to do; codes are stable."""

from service.findings.finding import Finding, Severity, has_errors

__all__ = ["Finding", "Severity", "has_errors"]
