"""Experts: one record for whoever lectures, advises, reviews, investigates or appraises."""

from shared.experts.models.bases import ResearchBase, ResearchBaseQuerySet
from shared.experts.models.experts import Expert, ExpertQuerySet, OfExpertQuerySet, TechnicalField
from shared.experts.models.pools import Membership, MembershipQuerySet, Pool, PoolQuerySet
from shared.experts.models.qualifications import Availability, AvailabilityQuerySet, Qualification
from shared.experts.models.recommendations import Recommendation, RecommendationQuerySet

__all__ = [
    "Availability",
    "AvailabilityQuerySet",
    "Expert",
    "ExpertQuerySet",
    "Membership",
    "MembershipQuerySet",
    "OfExpertQuerySet",
    "Pool",
    "PoolQuerySet",
    "Qualification",
    "Recommendation",
    "RecommendationQuerySet",
    "ResearchBase",
    "ResearchBaseQuerySet",
    "TechnicalField",
]
