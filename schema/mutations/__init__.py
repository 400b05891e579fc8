"""Mutations: acts of people, each asked for its right, done and recorded in one transaction."""

import graphene

from schema.mutations.editions import EditionMutations

__all__ = ["Mutation"]


class Mutation(EditionMutations, graphene.ObjectType):
    """Acts on the inventory, each with the right to it and recorded in the audit trail (变更)."""
