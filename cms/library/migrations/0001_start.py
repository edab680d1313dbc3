import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import modelcluster.fields
from django.conf import settings
from django.db import migrations, models

import cms.blocks.fields
import cms.library.models.attachments
import cms.library.models.citing
import cms.release.models.gated
from shared.jobs.first_tables import FirstTables


class Migration(FirstTables):
    replaces = [
        ("library", "0001_initial"),
        ("library", "0002_outline"),
        ("library", "0003_word_file"),
        ("library", "0004_provisions"),
        ("library", "0005_findings"),
        ("library", "0006_datasets"),
        ("library", "0007_gather_datasets"),
        ("library", "0008_translations"),
        ("library", "0009_schemes"),
        ("library", "0011_route"),
        ("library", "0012_editions_ahead"),
        ("library", "0013_withdrawal"),
        ("library", "0014_broken_links"),
        ("library", "0015_dates"),
        ("library", "0016_research"),
        ("library", "0017_attachments"),
        ("library", "0018_joint_cases"),
        ("library", "0019_close_withdrawn"),
        ("library", "0020_agency_files"),
        ("library", "0021_case_issuers"),
    ]

    dependencies = [
        ("directory", "0001_start"),
        ("release", "0001_start"),
        ("wagtailcore", "0098_apitoken"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseIndexPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "change_note",
                    models.TextField(
                        blank=True,
                        help_text="Only for a page that is public already: readers see it with the date, above the earlier version.",
                        max_length=600,
                        verbose_name="what changes for readers",
                    ),
                ),
                ("intro", models.TextField(blank=True, verbose_name="introduction")),
            ],
            options={
                "verbose_name": "cases",
                "db_table": "library_caseindex",
            },
            bases=(cms.library.models.attachments.CarryingPage, cms.release.models.gated.GatedPage, "wagtailcore.page"),
        ),
        migrations.CreateModel(
            name="FileText",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("pieces", models.JSONField(default=list)),
                ("text", models.TextField(blank=True)),
                ("remark", models.CharField(blank=True, max_length=300)),
                ("is_readable", models.BooleanField(default=True)),
                ("read_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "db_table": "library_filetext",
            },
        ),
        migrations.CreateModel(
            name="Law",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(editable=False, max_length=80, unique=True, verbose_name="address")),
                ("title", models.CharField(editable=False, max_length=200, unique=True, verbose_name="title")),
                (
                    "aliases",
                    models.TextField(
                        blank=True,
                        help_text="One to a line, as texts call the law, for example 保密法.",
                        verbose_name="short names",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("law", "law of the congress"),
                            ("regulation", "administrative regulation"),
                            ("interpretation", "judicial interpretation"),
                            ("other_rule", "other rule"),
                        ],
                        default="law",
                        max_length=16,
                        verbose_name="kind of law",
                    ),
                ),
                ("issuing_body", models.CharField(blank=True, max_length=120, verbose_name="issuing body")),
                ("repealed_on", models.DateField(blank=True, null=True, verbose_name="repealed on")),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        help_text="For readers, for example which interpretation replaced it.",
                        max_length=300,
                        verbose_name="note for readers",
                    ),
                ),
            ],
            options={
                "verbose_name": "law",
                "verbose_name_plural": "laws",
                "db_table": "library_law",
                "ordering": ["title"],
            },
        ),
        migrations.CreateModel(
            name="ProceedingsPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "change_note",
                    models.TextField(
                        blank=True,
                        help_text="Only for a page that is public already: readers see it with the date, above the earlier version.",
                        max_length=600,
                        verbose_name="what changes for readers",
                    ),
                ),
                (
                    "event",
                    models.CharField(
                        help_text="The symposium, as its hosts call it.", max_length=120, verbose_name="event"
                    ),
                ),
                ("held_on", models.DateField(blank=True, null=True, verbose_name="held on")),
                ("place", models.CharField(blank=True, max_length=80, verbose_name="place")),
                (
                    "organisers",
                    models.CharField(
                        blank=True,
                        help_text="As printed, with their part: 主办, 承办, 协办.",
                        max_length=300,
                        verbose_name="organisers",
                    ),
                ),
                (
                    "summary",
                    models.TextField(
                        blank=True,
                        help_text="Two or three sentences for lists and search.",
                        max_length=600,
                        verbose_name="summary",
                    ),
                ),
                ("published_on", models.DateField(blank=True, null=True, verbose_name="published on")),
                (
                    "source_key",
                    models.CharField(blank=True, editable=False, max_length=60, verbose_name="name where it came from"),
                ),
                ("made", models.JSONField(blank=True, default=dict, editable=False)),
            ],
            options={
                "verbose_name": "proceedings",
                "verbose_name_plural": "proceedings",
                "db_table": "library_proceedings",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("source_key", ""), _negated=True),
                        fields=("source_key",),
                        name="proceedings_once",
                    )
                ],
            },
            bases=(cms.library.models.attachments.CarryingPage, cms.release.models.gated.GatedPage, "wagtailcore.page"),
        ),
        migrations.CreateModel(
            name="ProceedingsAgency",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                (
                    "page",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="agencies",
                        to="library.proceedingspage",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.agency",
                        verbose_name="agency",
                    ),
                ),
            ],
            options={
                "db_table": "library_proceedingsagency",
                "ordering": ["sort_order"],
                "abstract": False,
                "constraints": [models.UniqueConstraint(fields=("page", "agency"), name="proceedings_agency_once")],
            },
        ),
        migrations.CreateModel(
            name="ResearchIndexPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "change_note",
                    models.TextField(
                        blank=True,
                        help_text="Only for a page that is public already: readers see it with the date, above the earlier version.",
                        max_length=600,
                        verbose_name="what changes for readers",
                    ),
                ),
                ("intro", models.TextField(blank=True, verbose_name="introduction")),
            ],
            options={
                "verbose_name": "research outputs",
                "db_table": "library_researchindex",
            },
            bases=(cms.library.models.attachments.CarryingPage, cms.release.models.gated.GatedPage, "wagtailcore.page"),
        ),
        migrations.CreateModel(
            name="ResearchOutputPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "change_note",
                    models.TextField(
                        blank=True,
                        help_text="Only for a page that is public already: readers see it with the date, above the earlier version.",
                        max_length=600,
                        verbose_name="what changes for readers",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("paper", "symposium paper"),
                            ("report", "research report"),
                            ("consensus", "consensus document"),
                            ("lecture", "lecture material"),
                        ],
                        default="paper",
                        max_length=16,
                        verbose_name="kind",
                    ),
                ),
                (
                    "number",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Its place in the order of the volume.",
                        null=True,
                        verbose_name="number in the proceedings",
                    ),
                ),
                (
                    "event",
                    models.CharField(
                        blank=True,
                        help_text="Empty: that of the proceedings it stands in.",
                        max_length=120,
                        verbose_name="event",
                    ),
                ),
                ("topic", models.CharField(blank=True, max_length=60, verbose_name="research topic")),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1978),
                            django.core.validators.MaxValueValidator(2200),
                        ],
                        verbose_name="year",
                    ),
                ),
                ("abstract", models.TextField(blank=True, max_length=2000, verbose_name="abstract")),
                (
                    "keywords",
                    models.CharField(
                        blank=True, help_text="Separated by 、 or spaces.", max_length=200, verbose_name="keywords"
                    ),
                ),
                ("body", cms.blocks.fields.StreamField([], blank=True, verbose_name="text")),
                ("footnotes", cms.blocks.fields.StreamField([], blank=True, verbose_name="footnotes")),
                (
                    "files",
                    cms.blocks.fields.StreamField(
                        [],
                        blank=True,
                        help_text="Full text or material as PDF or Word file, public from the beginning: up to 20 MB each.",
                        verbose_name="files",
                    ),
                ),
                ("published_on", models.DateField(blank=True, null=True, verbose_name="published on")),
                (
                    "remarks",
                    models.TextField(
                        blank=True,
                        help_text="Never public. What the import found against the rules of the call; empty it when it is settled.",
                        max_length=1000,
                        verbose_name="open points",
                    ),
                ),
                (
                    "source_key",
                    models.CharField(blank=True, editable=False, max_length=60, verbose_name="name where it came from"),
                ),
                ("html", models.TextField(blank=True, editable=False)),
                ("made", models.JSONField(blank=True, default=dict, editable=False)),
            ],
            options={
                "verbose_name": "research output",
                "verbose_name_plural": "research outputs",
                "db_table": "library_output",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("source_key", ""), _negated=True),
                        fields=("source_key",),
                        name="output_once",
                    )
                ],
            },
            bases=(
                cms.library.models.citing.CitingPage,
                cms.library.models.attachments.CarryingPage,
                cms.release.models.gated.GatedPage,
                "wagtailcore.page",
            ),
        ),
        migrations.CreateModel(
            name="ResearchAuthor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                (
                    "page",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="authors",
                        to="library.researchoutputpage",
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        blank=True, help_text="Empty: the agency is the author.", max_length=60, verbose_name="name"
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.agency",
                        verbose_name="agency",
                    ),
                ),
                (
                    "agency_name",
                    models.CharField(
                        blank=True,
                        help_text="Empty: as the directory calls it.",
                        max_length=120,
                        verbose_name="agency as printed",
                    ),
                ),
            ],
            options={
                "verbose_name": "author",
                "verbose_name_plural": "authors",
                "db_table": "library_researchauthor",
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ReviewTask",
            fields=[
                (
                    "task_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.task",
                    ),
                ),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("first", "first review"),
                            ("anonymise", "anonymisation"),
                            ("legal", "legal review"),
                            ("second", "second review"),
                            ("secrecy", "secrecy review"),
                            ("proof_language", "proof: language"),
                            ("proof_names", "proof: names"),
                            ("proof_dates", "proof: dates and figures"),
                        ],
                        default="first",
                        max_length=16,
                        verbose_name="step of the route",
                    ),
                ),
            ],
            options={
                "verbose_name": "step of the editorial route",
                "verbose_name_plural": "steps of the editorial route",
            },
            bases=("wagtailcore.task",),
        ),
        migrations.CreateModel(
            name="RouteState",
            fields=[
                (
                    "taskstate_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.taskstate",
                    ),
                ),
            ],
            options={
                "db_table": "library_routestate",
            },
            bases=("wagtailcore.taskstate",),
        ),
        migrations.CreateModel(
            name="Scheme",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        help_text="Stands in imports and addresses; it cannot be changed later.",
                        max_length=16,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z][a-z0-9_]*$", "Small letters, digits and _ only."
                            )
                        ],
                        verbose_name="code",
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="name of the kind")),
                ("name_en", models.CharField(blank=True, max_length=120, verbose_name="English name of the kind")),
                (
                    "number_pattern",
                    models.CharField(
                        blank=True,
                        help_text="For example 检例第{n}号, running through all batches. Empty: these cases are not numbered.",
                        max_length=40,
                        verbose_name="number pattern",
                    ),
                ),
                (
                    "needs_adoption",
                    models.BooleanField(
                        default=False,
                        help_text="A case gets its number only when the day of its adoption by the committee is entered.",
                        verbose_name="numbered only after adoption",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=100, verbose_name="place in lists")),
            ],
            options={
                "verbose_name": "kind of case",
                "verbose_name_plural": "kinds of cases",
                "db_table": "library_scheme",
                "ordering": ["position", "code"],
            },
        ),
        migrations.CreateModel(
            name="SchemeSection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                (
                    "scheme",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sections", to="library.scheme"
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="heading")),
                ("is_required", models.BooleanField(default=True, verbose_name="mandatory")),
                (
                    "also",
                    models.CharField(
                        blank=True,
                        help_text="Headings that mean the same in texts that come in, and older names; separated by 、",
                        max_length=200,
                        verbose_name="also called",
                    ),
                ),
            ],
            options={
                "db_table": "library_schemesection",
                "ordering": ["sort_order"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("scheme", "name"),
                        name="scheme_section_once",
                        violation_error_message="This kind of case has such a section already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SignTask",
            fields=[
                (
                    "task_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.task",
                    ),
                ),
            ],
            options={
                "verbose_name": "signatures of the issuing agencies",
                "verbose_name_plural": "signatures of the issuing agencies",
            },
            bases=("wagtailcore.task",),
        ),
        migrations.CreateModel(
            name="WhitePaperChapterPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "change_note",
                    models.TextField(
                        blank=True,
                        help_text="Only for a page that is public already: readers see it with the date, above the earlier version.",
                        max_length=600,
                        verbose_name="what changes for readers",
                    ),
                ),
                ("body", cms.blocks.fields.StreamField([], blank=True, verbose_name="text")),
                ("footnotes", cms.blocks.fields.StreamField([], blank=True, verbose_name="footnotes")),
                ("html", models.TextField(blank=True, editable=False)),
                ("headings", models.JSONField(blank=True, default=list, editable=False)),
            ],
            options={
                "verbose_name": "chapter",
                "verbose_name_plural": "chapters",
                "db_table": "library_chapter",
            },
            bases=(
                cms.library.models.citing.CitingPage,
                cms.library.models.attachments.CarryingPage,
                cms.release.models.gated.GatedPage,
                "wagtailcore.page",
            ),
        ),
        migrations.CreateModel(
            name="WhitePaperIndexPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "change_note",
                    models.TextField(
                        blank=True,
                        help_text="Only for a page that is public already: readers see it with the date, above the earlier version.",
                        max_length=600,
                        verbose_name="what changes for readers",
                    ),
                ),
                ("intro", models.TextField(blank=True, verbose_name="introduction")),
            ],
            options={
                "verbose_name": "white papers",
                "db_table": "library_paperindex",
            },
            bases=(cms.library.models.attachments.CarryingPage, cms.release.models.gated.GatedPage, "wagtailcore.page"),
        ),
        migrations.CreateModel(
            name="WhitePaperPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "change_note",
                    models.TextField(
                        blank=True,
                        help_text="Only for a page that is public already: readers see it with the date, above the earlier version.",
                        max_length=600,
                        verbose_name="what changes for readers",
                    ),
                ),
                ("subtitle", models.CharField(blank=True, max_length=120, verbose_name="subtitle")),
                (
                    "summary",
                    models.TextField(
                        help_text="Two or three sentences for lists and search.", max_length=600, verbose_name="summary"
                    ),
                ),
                ("period_start", models.DateField(null=True, verbose_name="period from")),
                ("period_end", models.DateField(null=True, verbose_name="period to")),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty: the whole country.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.region",
                        verbose_name="region",
                    ),
                ),
                ("edition", models.CharField(default="1.0", max_length=20, verbose_name="edition")),
                (
                    "document_number",
                    models.CharField(
                        blank=True,
                        help_text="As printed, for example 国知办发保字〔2021〕17号.",
                        max_length=60,
                        verbose_name="document number",
                    ),
                ),
                ("published_on", models.DateField(blank=True, null=True, verbose_name="published on")),
                (
                    "imported_from",
                    models.CharField(blank=True, editable=False, max_length=200, verbose_name="imported from"),
                ),
                ("outline", models.JSONField(blank=True, default=dict, editable=False)),
            ],
            options={
                "verbose_name": "white paper",
                "verbose_name_plural": "white papers",
                "db_table": "library_paper",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("period_start", None),
                            ("period_end", None),
                            ("period_end__gte", models.F("period_start")),
                            _connector="OR",
                        ),
                        name="paper_period",
                        violation_error_message="The last day of the period lies before its first day.",
                    )
                ],
            },
            bases=(cms.library.models.attachments.CarryingPage, cms.release.models.gated.GatedPage, "wagtailcore.page"),
        ),
        migrations.CreateModel(
            name="ChronicleEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                (
                    "paper",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="chronicle",
                        to="library.whitepaperpage",
                    ),
                ),
                ("happened_on", models.DateField(verbose_name="first day")),
                (
                    "date_text",
                    models.CharField(
                        blank=True,
                        help_text="For example 2023年11月. Empty: the day itself.",
                        max_length=40,
                        verbose_name="date as printed",
                    ),
                ),
                ("text", models.TextField(max_length=500, verbose_name="event")),
            ],
            options={
                "verbose_name": "event",
                "verbose_name_plural": "events",
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Dataset",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(unique=True)),
                (
                    "chapter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="datasets",
                        to="library.whitepaperchapterpage",
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="datasets",
                        to="library.whitepaperpage",
                    ),
                ),
                ("block", models.UUIDField()),
                ("kind", models.CharField(choices=[("table", "table"), ("figure", "figure")], max_length=8)),
                ("place", models.PositiveSmallIntegerField(default=0)),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("unit", models.CharField(blank=True, max_length=40, verbose_name="unit")),
                ("period", models.CharField(blank=True, max_length=80, verbose_name="period")),
                ("cutoff", models.DateField(blank=True, null=True, verbose_name="cut-off")),
                ("scope", models.CharField(blank=True, max_length=150, verbose_name="scope")),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="note")),
            ],
            options={
                "verbose_name": "data set",
                "verbose_name_plural": "data sets",
                "db_table": "library_dataset",
                "ordering": ["-paper__published_on", "-paper", "chapter__path", "place"],
                "constraints": [models.UniqueConstraint(fields=("chapter", "block"), name="dataset_once")],
            },
        ),
        migrations.CreateModel(
            name="PaperIssuer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                (
                    "paper",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="issuers", to="library.whitepaperpage"
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.agency",
                        verbose_name="agency",
                    ),
                ),
                (
                    "part",
                    models.CharField(
                        choices=[("lead", "lead"), ("supporting", "supporting")],
                        default="lead",
                        max_length=12,
                        verbose_name="part",
                    ),
                ),
            ],
            options={
                "ordering": ["sort_order"],
                "abstract": False,
                "constraints": [models.UniqueConstraint(fields=("paper", "agency"), name="issuer_once")],
            },
        ),
        migrations.CreateModel(
            name="Withdrawal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withdrawals",
                        to=settings.WAGTAIL_PAGE_MODEL,
                        verbose_name="page",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.agency",
                        verbose_name="withdrawn by",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="release.route"
                    ),
                ),
                (
                    "said_title",
                    models.CharField(
                        help_text="Readers see it. Change it where the title itself must not be read any more.",
                        max_length=255,
                        verbose_name="what stood here",
                    ),
                ),
                (
                    "reason",
                    models.TextField(
                        help_text="A full sentence: readers see it at the address of the page.",
                        max_length=600,
                        verbose_name="reason, public",
                    ),
                ),
                (
                    "replacement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.WAGTAIL_PAGE_MODEL,
                        verbose_name="page that takes its place",
                    ),
                ),
                (
                    "ending",
                    models.CharField(
                        choices=[
                            ("notice", "a notice with the reason, and a link to what takes its place"),
                            ("lead_on", "readers are led on to the page that takes its place"),
                        ],
                        default="notice",
                        max_length=8,
                        verbose_name="what readers get",
                    ),
                ),
                (
                    "text_is_public",
                    models.BooleanField(
                        default=False,
                        help_text="As a superseded version behind a link. Not where the text itself does harm, as with privacy.",
                        verbose_name="the earlier text stays readable",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(auto_now_add=True, verbose_name="withdrawn at")),
                ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="public again since")),
            ],
            options={
                "verbose_name": "withdrawal",
                "verbose_name_plural": "withdrawals",
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at", None)),
                        fields=("page",),
                        name="withdrawal_open_once",
                        violation_error_message="This page has been withdrawn already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), _negated=True), models.Q(("said_title", ""), _negated=True)
                        ),
                        name="withdrawal_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ending", "notice"), ("replacement__isnull", False), _connector="OR"),
                        name="withdrawal_leads_somewhere",
                        violation_error_message="Choose the page that readers are led to.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("replacement", None),
                            models.Q(("replacement", models.F("page")), _negated=True),
                            _connector="OR",
                        ),
                        name="withdrawal_not_by_itself",
                        violation_error_message="A page cannot take its own place.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WordFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("white_paper", "white paper"), ("case", "typical case")],
                        default="white_paper",
                        max_length=12,
                        verbose_name="kind of page",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="file name")),
                ("content", models.BinaryField(verbose_name="content")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("uploaded_at", models.DateTimeField(auto_now_add=True, verbose_name="uploaded at")),
            ],
            options={
                "verbose_name": "Word file",
                "verbose_name_plural": "Word files",
                "db_table": "library_wordfile",
            },
        ),
        migrations.CreateModel(
            name="AgencyFiles",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "agency",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.agency"
                    ),
                ),
                (
                    "collection",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="agency_files",
                        to="wagtailcore.collection",
                    ),
                ),
            ],
            options={
                "db_table": "library_agencyfiles",
            },
        ),
        migrations.CreateModel(
            name="BrokenLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="broken_links",
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                ("place", models.CharField(max_length=200, verbose_name="where in the text")),
                ("link", models.CharField(max_length=300, verbose_name="link")),
                ("says", models.CharField(max_length=300, verbose_name="what to do")),
                ("found_at", models.DateTimeField(auto_now_add=True, verbose_name="found at")),
            ],
            options={
                "verbose_name": "broken link",
                "verbose_name_plural": "broken links",
                "db_table": "library_brokenlink",
                "ordering": ["pk"],
                "constraints": [models.UniqueConstraint(fields=("page", "place", "link"), name="broken_link_once")],
            },
        ),
        migrations.CreateModel(
            name="CasePage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "change_note",
                    models.TextField(
                        blank=True,
                        help_text="Only for a page that is public already: readers see it with the date, above the earlier version.",
                        max_length=600,
                        verbose_name="what changes for readers",
                    ),
                ),
                ("scheme", models.CharField(default="spp_typical", max_length=16, verbose_name="scheme")),
                (
                    "case_number",
                    models.CharField(
                        blank=True,
                        help_text="By the pattern of the kind of case, after adoption.",
                        max_length=40,
                        verbose_name="case number",
                    ),
                ),
                (
                    "adopted_on",
                    models.DateField(
                        blank=True,
                        help_text="The day on which the procuratorial committee adopted it.",
                        null=True,
                        verbose_name="adopted on",
                    ),
                ),
                (
                    "batch",
                    models.CharField(
                        blank=True, help_text="For example 2026年第2批.", max_length=60, verbose_name="batch"
                    ),
                ),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1978),
                            django.core.validators.MaxValueValidator(2200),
                        ],
                        verbose_name="year",
                    ),
                ),
                ("published_on", models.DateField(blank=True, null=True, verbose_name="published on")),
                (
                    "summary",
                    models.TextField(
                        blank=True, help_text="One or two sentences for lists.", max_length=300, verbose_name="summary"
                    ),
                ),
                (
                    "keywords",
                    models.CharField(
                        blank=True,
                        help_text="Separated by 、 or spaces; taken from the section 关键词.",
                        max_length=200,
                        verbose_name="keywords",
                    ),
                ),
                (
                    "ip_subject",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("trademark", "trade mark"),
                            ("patent", "patent"),
                            ("copyright", "copyright"),
                            ("trade_secret", "trade secret"),
                            ("geographical", "geographical indication"),
                            ("plant_variety", "plant variety"),
                            ("layout_design", "layout design"),
                            ("other", "other subject"),
                        ],
                        max_length=16,
                        verbose_name="IP subject",
                    ),
                ),
                (
                    "procedure",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("criminal", "criminal"),
                            ("civil", "civil"),
                            ("administrative", "administrative litigation"),
                            ("public_interest", "public-interest litigation"),
                            ("enforcement", "administrative enforcement"),
                            ("reverse_link", "reverse linkage"),
                        ],
                        max_length=16,
                        verbose_name="procedure",
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        blank=True,
                        help_text="For example 侵犯商业秘密罪, 侵害商标权纠纷.",
                        max_length=80,
                        verbose_name="charge or cause",
                    ),
                ),
                (
                    "technical_field",
                    models.CharField(
                        blank=True,
                        help_text="For example 集成电路. Empty where there is none.",
                        max_length=60,
                        verbose_name="technical field",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.region",
                        verbose_name="region",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.agency",
                        verbose_name="submitted by",
                    ),
                ),
                ("sections", cms.blocks.fields.StreamField([], blank=True, verbose_name="sections")),
                ("drawn", models.JSONField(blank=True, default=list, editable=False)),
                ("issued_by", models.JSONField(blank=True, default=list, editable=False)),
            ],
            options={
                "verbose_name": "typical case",
                "verbose_name_plural": "typical cases",
                "db_table": "library_case",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("case_number", ""), _negated=True),
                        fields=("case_number",),
                        name="case_number_once",
                        violation_error_message="This case number is taken.",
                    )
                ],
            },
            bases=(
                cms.library.models.citing.CitingPage,
                cms.library.models.attachments.CarryingPage,
                cms.release.models.gated.GatedPage,
                "wagtailcore.page",
            ),
        ),
        migrations.CreateModel(
            name="CaseIssuer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                (
                    "case",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="joint_issuers", to="library.casepage"
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.agency",
                        verbose_name="agency",
                    ),
                ),
            ],
            options={
                "db_table": "library_case_issuer",
                "ordering": ["sort_order"],
                "abstract": False,
                "constraints": [models.UniqueConstraint(fields=("case", "agency"), name="case_issuer_once")],
            },
        ),
        migrations.CreateModel(
            name="Disclosure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "agencies",
                    models.TextField(blank=True, editable=False, verbose_name="paths of the agencies behind the page"),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("set_at", models.DateTimeField(auto_now_add=True, verbose_name="set at")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="done at")),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disclosures",
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                ("formed_on", models.DateField(verbose_name="formed or changed on")),
                ("due_on", models.DateField(verbose_name="public at the latest on")),
            ],
            options={
                "verbose_name": "term of disclosure",
                "verbose_name_plural": "terms of disclosure",
                "db_table": "library_disclosure",
                "ordering": ["due_on", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("page",), name="disclosure_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LawVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "law",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="library.law",
                        verbose_name="law",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="year of the text")),
                ("adopted_on", models.DateField(blank=True, null=True, verbose_name="adopted or amended on")),
                ("effective_on", models.DateField(blank=True, null=True, verbose_name="in force from")),
                ("document_number", models.CharField(blank=True, max_length=60, verbose_name="document number")),
                ("is_extract", models.BooleanField(default=False, editable=False, verbose_name="extract")),
                ("head", models.TextField(blank=True, editable=False, verbose_name="adoption and amendments")),
                ("preamble", models.TextField(blank=True, editable=False, verbose_name="preamble")),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source of the text")),
                ("dates_read", models.CharField(blank=True, editable=False, max_length=40)),
            ],
            options={
                "verbose_name": "version of a law",
                "verbose_name_plural": "versions of laws",
                "db_table": "library_lawversion",
                "ordering": ["law", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("law", "dates_read"),
                        name="law_version_once",
                        violation_error_message="The law has this version already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("adopted_on", None),
                            ("effective_on", None),
                            ("effective_on__gte", models.F("adopted_on")),
                            _connector="OR",
                        ),
                        name="law_version_days",
                        violation_error_message="A version cannot come into force before it is adopted.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LawArticle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="articles",
                        to="library.lawversion",
                        verbose_name="version of the law",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="article number")),
                ("suffix", models.PositiveSmallIntegerField(default=0, verbose_name="suffix")),
                ("headings", models.JSONField(default=list, verbose_name="headings")),
                ("text", models.TextField(verbose_name="text")),
                ("shape", models.JSONField(default=list, editable=False)),
                ("html", models.TextField(blank=True, editable=False)),
            ],
            options={
                "verbose_name": "article of a law",
                "verbose_name_plural": "articles of laws",
                "db_table": "library_lawarticle",
                "ordering": ["number", "suffix"],
                "constraints": [
                    models.UniqueConstraint(fields=("version", "number", "suffix"), name="law_article_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Citation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="law_citations",
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="library.whitepaperpage",
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="citations", to="library.lawarticle"
                    ),
                ),
                ("places", models.CharField(blank=True, max_length=200, verbose_name="places")),
            ],
            options={
                "verbose_name": "citation of a law",
                "verbose_name_plural": "citations of laws",
                "db_table": "library_citation",
                "constraints": [models.UniqueConstraint(fields=("page", "article"), name="citation_once")],
            },
        ),
        migrations.CreateModel(
            name="LookAgain",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "agencies",
                    models.TextField(blank=True, editable=False, verbose_name="paths of the agencies behind the page"),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("set_at", models.DateTimeField(auto_now_add=True, verbose_name="set at")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="done at")),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="looks",
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                ("due_on", models.DateField(verbose_name="look at this again by")),
                ("note", models.TextField(blank=True, max_length=600, verbose_name="what was found")),
                (
                    "looked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "date to look again",
                "verbose_name_plural": "dates to look again",
                "db_table": "library_lookagain",
                "ordering": ["due_on", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("page",), name="look_open_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ended_at", None), models.Q(("note", ""), _negated=True), _connector="OR"),
                        name="look_says_what",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PageFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="carried_files",
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                ("document", models.BigIntegerField()),
                ("title", models.CharField(max_length=255)),
                ("digest", models.CharField(max_length=64)),
                ("part", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "db_table": "library_pagefile",
                "constraints": [models.UniqueConstraint(fields=("page", "document", "part"), name="page_file_once")],
            },
        ),
        migrations.CreateModel(
            name="PageFinding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="findings",
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                ("place", models.CharField(max_length=200, verbose_name="place in the page")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("person_name", "name of a person"),
                            ("id_number", "resident ID number"),
                            ("passport", "passport or travel permit"),
                            ("mobile", "mobile telephone"),
                            ("landline", "telephone"),
                            ("bank_account", "bank account"),
                            ("vehicle_plate", "vehicle plate"),
                            ("email", "e-mail address"),
                            ("social_account", "account of a social network"),
                            ("address", "home address"),
                            ("birth_date", "day of birth"),
                            ("company_name", "name of a company"),
                        ],
                        max_length=16,
                        verbose_name="kind of finding",
                    ),
                ),
                ("digest", models.CharField(editable=False, max_length=64)),
                ("text", models.TextField(blank=True, verbose_name="text")),
                ("times", models.PositiveIntegerField(default=1, verbose_name="times")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "still open"), ("fixed", "fixed"), ("waived", "waived")],
                        default="open",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("found_at", models.DateTimeField(auto_now_add=True, verbose_name="found at")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
            ],
            options={
                "verbose_name": "finding of the anonymisation check",
                "verbose_name_plural": "findings of the anonymisation check",
                "db_table": "library_finding",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("page", "place", "kind", "digest"), name="finding_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "waived"), _negated=True),
                            models.Q(models.Q(("reason", ""), _negated=True), ("decided_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="finding_waived_why",
                        violation_error_message="A finding is waived with a reason.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("state", "fixed"), _negated=True), ("text", ""), _connector="OR"),
                        name="finding_fixed_no_text",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PageTranslation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "page",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="translation",
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("not_begun", "not begun"),
                            ("in_progress", "being translated"),
                            ("machine", "machine translation, not yet reviewed"),
                            ("reviewed", "translation reviewed"),
                        ],
                        default="not_begun",
                        max_length=12,
                        verbose_name="state of translation",
                    ),
                ),
                (
                    "source_revision",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailcore.revision",
                        verbose_name="translated from",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed at")),
            ],
            options={
                "verbose_name": "translation",
                "verbose_name_plural": "translations",
                "db_table": "library_translation",
            },
        ),
        migrations.CreateModel(
            name="PaperEdition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="editions",
                        to="library.whitepaperpage",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailcore.revision",
                    ),
                ),
                (
                    "route",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="paper_edition",
                        to="release.route",
                        verbose_name="made ahead for",
                    ),
                ),
                ("number", models.CharField(max_length=20, verbose_name="edition")),
                ("published_on", models.DateField(blank=True, null=True, verbose_name="day on its cover")),
                (
                    "state",
                    models.CharField(
                        choices=[("queued", "being made"), ("made", "ready"), ("failed", "failed")],
                        default="queued",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting for its turn"),
                            ("text", "gathering the text"),
                            ("charts", "drawing charts and pictures"),
                            ("typesetting", "typesetting the pages"),
                            ("storing", "storing the file"),
                        ],
                        default="waiting",
                        max_length=12,
                        verbose_name="stage",
                    ),
                ),
                (
                    "stage_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="at this stage since"),
                ),
                ("attempt", models.PositiveIntegerField(default=0, verbose_name="times it was begun")),
                ("made_of", models.CharField(blank=True, max_length=64, verbose_name="digest of the revisions")),
                ("file", models.FileField(blank=True, upload_to="editions/", verbose_name="file")),
                ("size", models.PositiveIntegerField(default=0, verbose_name="size in bytes")),
                ("digest", models.CharField(blank=True, max_length=64, verbose_name="SHA-256")),
                ("fault", models.TextField(blank=True, verbose_name="what went wrong")),
                ("queued_at", models.DateTimeField(auto_now_add=True, verbose_name="asked for at")),
                ("made_at", models.DateTimeField(blank=True, null=True, verbose_name="made at")),
                ("released_at", models.DateTimeField(blank=True, null=True, verbose_name="its text is public since")),
            ],
            options={
                "verbose_name": "PDF edition",
                "verbose_name_plural": "PDF editions",
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("route", None)), fields=("paper", "revision"), name="edition_once"
                    )
                ],
            },
        ),
    ]
