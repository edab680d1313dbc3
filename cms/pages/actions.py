"""The site tree, the editorial groups and the review that a fresh installation stands on."""

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Locale,
    Page,
    Site,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from cms.library.actions.importing import free_slug
from cms.library.models import (
    CaseIndexPage,
    Law,
    LawArticle,
    LawVersion,
    ResearchIndexPage,
    ReviewTask,
    SignTask,
    WhitePaperIndexPage,
)
from cms.pages.enums import (
    EDITORIAL_GROUPS,
    LAW_PERMISSIONS,
    PAGE_PERMISSIONS,
    REVIEW_NAME,
    STEP_NAMES,
    STOCK_GROUPS,
    STOCK_WORKFLOW,
)
from cms.pages.models import HomePage, PressIndexPage
from cms.release.actions import found_page
from cms.release.enums import Step
from shared.directory.enums import RoleCode

SECTIONS: list[tuple[type[Page], str, str]] = [
    (WhitePaperIndexPage, "white-papers", "白皮书"),
    (CaseIndexPage, "cases", "典型案例"),
    (ResearchIndexPage, "research", "研究成果"),
    (PressIndexPage, "press", "新闻发布会"),
]


@transaction.atomic
def set_up_site() -> HomePage:
    """Make what is missing of the tree, the groups and the review; a second call changes nothing."""
    home = HomePage.objects.first() or make_home()
    for model, slug, title in SECTIONS:
        if not model.objects.exists():
            found_page(
                home.add_child(instance=model(title=title, slug=free_slug(home, slug), locale=home.locale, live=False))
            )
            home.refresh_from_db()
    for role, name in EDITORIAL_GROUPS.items():
        make_group(role, name, home)
    make_review(home)
    return home


def make_home() -> HomePage:
    """Put our home page in the place of Wagtail's welcome page."""
    locale = Locale.objects.filter(language_code="zh-hans").first() or Locale.objects.create(language_code="zh-hans")
    root = Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root", locale=locale))
    if not Collection.get_first_root_node():
        Collection.add_root(name="Root")
    stock = Page.objects.filter(depth=2, slug="home", content_type=ContentType.objects.get_for_model(Page)).first()
    if stock:
        stock.delete()
        root.refresh_from_db()
    home = root.add_child(instance=HomePage(title="同堂", slug="home", locale=locale, live=False))
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "port": 80, "root_page": home, "site_name": "同堂"}
    )
    home = found_page(home)
    Group.objects.filter(name__in=STOCK_GROUPS, user=None).delete()
    Workflow.objects.filter(name=STOCK_WORKFLOW).delete()
    return home


def permission(model: type, codename: str) -> Permission:
    """The permission, made early where the framework has not come to it yet."""
    kind = ContentType.objects.get_for_model(model)
    found, _made = Permission.objects.get_or_create(
        codename=codename, content_type=kind, defaults={"name": codename.replace("_", " ")}
    )
    return found


def make_group(role: RoleCode, name: str, home: HomePage) -> Group:
    group, _made = Group.objects.get_or_create(name=name)
    for codename in PAGE_PERMISSIONS[role]:
        GroupPagePermission.objects.get_or_create(group=group, page=home, permission=permission(Page, codename))
    laws = {model._meta.model_name: model for model in (Law, LawVersion, LawArticle)}
    group.permissions.add(*(permission(laws[code.split("_")[1]], code) for code in LAW_PERMISSIONS[role]))
    GroupCollectionPermission.objects.filter(group=group).delete()  # files go with the agencies (decision 25)
    return group


def make_review(home: HomePage) -> Workflow:
    """The editorial route of rule book 8.6, for every page of the site; what an installation lacks of it is added."""
    workflow, _made = Workflow.objects.get_or_create(name=REVIEW_NAME)
    held = {task.specific.step for task in workflow.tasks.all()}
    for place, step in enumerate(Step):
        if step not in held:
            name = STEP_NAMES[step]
            is_signed = step == Step.SIGN
            task = SignTask.objects.create(name=name) if is_signed else ReviewTask.objects.create(name=name, step=step)
            WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=place)
    WorkflowPage.objects.get_or_create(page=home.page_ptr, defaults={"workflow": workflow})
    return workflow
