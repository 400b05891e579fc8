"""Mutations: acts of people, each asked for its right, done and recorded in one transaction."""

import graphene

from schema.mutations.adjustments import AdjustmentMutations
from schema.mutations.books import BookMutations
from schema.mutations.editions import EditionMutations
from schema.mutations.matches import MatchMutations
from schema.mutations.tokens import TokenMutations

__all__ = ["Mutation"]


class Mutation(
    EditionMutations,
    TokenMutations,
    MatchMutations,
    AdjustmentMutations,
    BookMutations,
    graphene.ObjectType,
):
    """Acts on the inventory, each with the right to it and recorded in the audit trail (变更)."""
