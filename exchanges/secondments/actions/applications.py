"""Internal application: a staff member asks her unit, which recommends her or says why not (B18)."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from exchanges.secondments.actions.appointment import recommend_for_post
from exchanges.secondments.actions.posts import check_eligible, check_open
from exchanges.secondments.emails import officers_near
from exchanges.secondments.enums import APPLICATION_TRANSITIONS, ApplicationState
from exchanges.secondments.models import HOME_ROLES, Application, Post, Secondment
from shared.audit.actions import NotAllowedNow, move_state, record
from shared.directory.models import Agency, Person
from shared.notices.actions import notify


@transaction.atomic
def apply_for_post(post: Post, *, person: Person, home_org: Agency, statement: str, by: Any) -> Application:
    check_open(post)
    check_eligible(post, home_org)
    if not post.takes_applications:
        raise NotAllowedNow(_("The notice of this post does not let people apply themselves. Ask your unit."))
    application = Application(
        post=post, person=person, home_org=home_org, statement=statement, applied_on=timezone.localdate()
    )
    try:
        with transaction.atomic():
            application.save(force_insert=True)
    except IntegrityError as error:
        raise NotAllowedNow(_("You have applied for this post already.")) from error
    tell_of(application, "received", *officers_near(home_org, HOME_ROLES))
    record("secondments.application.apply", application, by=by)
    return application


def tell_of(application: Application, kind: str, *users: Any, url: str = "", **params: Any) -> None:
    notify(
        f"application.{kind}",
        to=[user for user in users if user and user.pk != (application.person.user_id if kind == "received" else 0)],
        url=url or application.post.get_absolute_url(),
        person=application.person.name,
        post=application.post.title,
        host=application.post.host_agency.name,
        **params,
    )


@transaction.atomic
def withdraw_application(application: Application, *, by: Any) -> Application:
    return move_state(
        application,
        ApplicationState.WITHDRAWN,
        transitions=APPLICATION_TRANSITIONS,
        action="secondments.application.withdraw",
        by=by,
        decided_on=timezone.localdate(),
    )


@transaction.atomic
def endorse_application(
    application: Application, *, starts_on: dt.date, ends_on: dt.date, by: Any, **said: Any
) -> Secondment:
    """The unit makes the application its own recommendation; the host sees it from here on."""
    secondment = recommend_for_post(
        application.post,
        person=application.person,
        home_org=application.home_org,
        starts_on=starts_on,
        ends_on=ends_on,
        by=by,
        **said,
    )
    move_state(
        application,
        ApplicationState.ENDORSED,
        transitions=APPLICATION_TRANSITIONS,
        action="secondments.application.endorse",
        by=by,
        decided_on=timezone.localdate(),
        secondment=secondment,
    )
    tell_of(application, "endorsed", application.person.user, url=secondment.get_absolute_url())
    return secondment


@transaction.atomic
def refuse_application(application: Application, *, reason: str, by: Any) -> Application:
    move_state(
        application,
        ApplicationState.REFUSED,
        transitions=APPLICATION_TRANSITIONS,
        action="secondments.application.refuse",
        by=by,
        reason=reason,
        reason_in="reason",
        decided_on=timezone.localdate(),
    )
    tell_of(application, "refused", application.person.user, reason=reason)
    return application
