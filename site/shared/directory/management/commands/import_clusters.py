from pathlib import Path

from django.db import transaction

from shared.directory.importers import ClusterImporter, ClusterMemberImporter
from shared.imports.commands import ImportCommand
from shared.imports.importers import Batch


class Command(ImportCommand):
    help = "Import clusters, and their members from cluster_members.csv beside the file; twice changes nothing."
    importer = ClusterImporter

    def run(self, file: Path, *, dry_run: bool) -> list[Batch]:
        beside = file.with_name("cluster_members.csv")
        with transaction.atomic():
            batches = [self.take(ClusterImporter(), file, dry_run=False)]
            if beside.exists():
                batches.append(self.take(ClusterMemberImporter(), beside, dry_run=False))
            if dry_run:
                transaction.set_rollback(True)
        return batches
