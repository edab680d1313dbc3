from pathlib import Path

import pytest

from shared.directory.importers import AgencyImporter, ClusterImporter, ClusterMemberImporter, RegionImporter
from shared.imports.importers import run_import

DEMO = Path(__file__).parents[3] / "site/portal/demo/data"


@pytest.fixture
def agencies(db):
    """The regions, agencies and clusters of the demo."""
    for importer, name in [
        (RegionImporter(), "regions.csv"),
        (AgencyImporter(), "agencies.csv"),
        (ClusterImporter(), "clusters.csv"),
        (ClusterMemberImporter(), "cluster_members.csv"),
    ]:
        run_import(importer, (DEMO / name).read_bytes(), name)
