"""Plans: a query's selection turned into a straight projection, which says what ordinary execution would.

graphql-core decides anew for every field of every row what the selection already told: which resolver, which
arguments, what to do with what comes back. A plan decides once per document. It is derived from the schema
that ordinary execution runs, calls the same resolvers in the same order, and gives up (`UnplannedError`)
whenever anything is not as it should be, so that errors are always ordinary execution's to tell.
"""

from schema.plan.planning import answer_planned, plan_of
from schema.plan.projection import Plan

__all__ = ["Plan", "answer_planned", "plan_of"]
