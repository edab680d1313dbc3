"""Who is who: regions, agencies, people, the posts and roles they hold."""

from shared.directory.models.agencies import (
    Agency,
    AgencyQuerySet,
    Cluster,
    ClusterMembership,
    ClusterMembershipQuerySet,
    Region,
    Validity,
    ValidityQuerySet,
    ends_after_it_begins,
    local_name,
    place_agencies,
    stem_of,
)
from shared.directory.models.people import (
    Absence,
    AbsenceQuerySet,
    Person,
    PersonQuerySet,
    Posting,
    PostingQuerySet,
)
from shared.directory.models.ranks import Rank
from shared.directory.models.roles import (
    RoleAssignment,
    RoleAssignmentQuerySet,
    deputy_scopes,
    own_scopes,
    role_scopes,
    staff_scopes,
)

__all__ = [
    "Absence",
    "AbsenceQuerySet",
    "Agency",
    "AgencyQuerySet",
    "Cluster",
    "ClusterMembership",
    "ClusterMembershipQuerySet",
    "Person",
    "PersonQuerySet",
    "Posting",
    "PostingQuerySet",
    "Rank",
    "Region",
    "RoleAssignment",
    "RoleAssignmentQuerySet",
    "Validity",
    "ValidityQuerySet",
    "deputy_scopes",
    "ends_after_it_begins",
    "local_name",
    "own_scopes",
    "place_agencies",
    "role_scopes",
    "staff_scopes",
    "stem_of",
]
