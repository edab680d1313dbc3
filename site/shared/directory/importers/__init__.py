"""Sheets of regions, agencies, clusters and people."""

from shared.directory.importers.clusters import ClusterImporter, ClusterMemberImporter
from shared.directory.importers.lookups import agency_code, open_agency_code
from shared.directory.importers.people import PeopleImporter
from shared.directory.importers.places import AgencyImporter, RegionImporter

__all__ = [
    "AgencyImporter",
    "ClusterImporter",
    "ClusterMemberImporter",
    "PeopleImporter",
    "RegionImporter",
    "agency_code",
    "open_agency_code",
]
