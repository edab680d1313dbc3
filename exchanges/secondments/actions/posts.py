"""A need made known, under an agreement where the kind asks for one, and closed again."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from exchanges.secondments.actions.agreements import draw_places, give_back_places
from exchanges.secondments.actions.kinds import day_text
from exchanges.secondments.actions.requirements import set_requirements
from exchanges.secondments.enums import BEFORE_OFFICE, POST_TRANSITIONS, PostState, State
from exchanges.secondments.models import Agreement, Post, find_kind, region_of
from shared.audit.actions import NotAllowedNow, move_state, record
from shared.directory.models import Agency


@transaction.atomic
def open_post(
    host_agency: Agency,
    *,
    by: Any,
    agreement: Agreement | None = None,
    batch_number: int = 1,
    requirements: list[dict[str, Any]] | None = None,
    **facts: Any,
) -> Post:
    """Make a need known: title, kind, field, headcount, duties, what it asks, opening and closing day."""
    opens_on = facts["opens_on"]
    batch = None
    if agreement is None:
        check_needs_no_agreement(facts["kind"], host=host_agency, on=opens_on)
    else:
        batch = draw_places(
            agreement,
            host=host_agency,
            kind=facts["kind"],
            year=opens_on.year,
            number=batch_number,
            places=facts.get("headcount", 1),
        )
    post = Post.objects.create(host_agency=host_agency, agreement=agreement, batch=batch, **facts)
    set_requirements(post, requirements or [])
    record("secondments.post.open", post, by=by)
    return post


def check_needs_no_agreement(kind: str, *, host: Agency, on: dt.date, home: Agency | None = None) -> None:
    """Where the kind stands on an agreement, one is named; a need towards one unit finds its own."""
    rule = find_kind(kind, on=on, jurisdiction=region_of(host))
    if rule is None or not rule.needs_agreement:
        return
    if home and Agreement.objects.in_force_on(timezone.localdate()).between(home, host).filter(kinds__kind=kind):
        return
    raise NotAllowedNow(
        _("%(rule)s stands on an agreement of both units that is in force. Propose one first (source: %(source)s).")
        % {"rule": rule.label, "source": rule.source}
    )


@transaction.atomic
def close_post(post: Post, *, by: Any) -> Post:
    move_state(post, PostState.CLOSED, transitions=POST_TRANSITIONS, action="secondments.post.close", by=by)
    undecided = [state for state in BEFORE_OFFICE if state != State.APPROVED]
    give_back_places(post, waiting=post.secondments.filter(state__in=undecided).count())
    return post


def check_open(post: Post) -> None:
    """The post takes people today and has a place left."""
    if not post.is_open_on(timezone.localdate()):
        raise NotAllowedNow(
            _("This post took recommendations from %(opens)s to %(closes)s and is closed now. Ask the host unit.")
            % {"opens": day_text(post.opens_on), "closes": day_text(post.closes_on)}
        )
    if post.places_left <= 0:
        raise NotAllowedNow(_("All %(count)s places of this post are filled.") % {"count": post.headcount})


def check_eligible(post: Post, home: Agency) -> None:
    """Under an agreement the post is for the people of the other party."""
    if post.agreement and not home.path.startswith(post.agreement.other_party(post.host_agency).path):
        raise NotAllowedNow(
            _("This post is open to %(party)s and the units below it, under the agreement %(number)s.")
            % {"party": post.agreement.other_party(post.host_agency), "number": post.agreement.number}
        )
