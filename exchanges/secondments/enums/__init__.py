from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    """The arrangements in use; what each asks stands in the rows of KindRule."""

    CONCURRENT_ASSISTANT = "concurrent_assistant", _("concurrent prosecutor assistant")
    INVITED_ASSISTANT = "invited_assistant", _("specially invited prosecutor assistant")
    SPECIAL_ASSISTANT = "special_assistant", _("special assistant to prosecutor")
    TEMPORARY_POST = "temporary_post", _("temporary post")
    LOAN = "loan", _("loan")
    EXCHANGE_POST = "exchange_post", _("exchange appointment")
    PROSECUTOR_POST = "prosecutor_post", _("prosecutor posted to an IP administration")


class Direction(models.TextChoices):
    TO_PROCURATORATE = "to_proc", _("IP administration to procuratorate")
    TO_IP_ADMIN = "to_ip", _("procuratorate to IP administration")
    OTHER = "other", _("within one side or with another body")


class State(models.TextChoices):
    PLANNED = "planned", _("post planned")
    RECOMMENDED = "recommended", _("recommended")
    UNDER_REVIEW = "under_review", _("under examination")
    REJECTED = "rejected", _("recommendation rejected")
    CONSENTED = "consented", _("person consented")
    DECLINED = "declined", _("person declined")
    APPROVED = "approved", _("appointment approved")
    NOT_APPROVED = "not_approved", _("appointment not approved")
    ACTIVE = "active", _("in office")
    RENEWAL_PENDING = "renewal_pending", _("renewal pending")
    SUSPENDED = "suspended", _("duties suspended")
    TERMINATED = "terminated", _("terminated early")
    ENDED = "ended", _("term ended")
    APPRAISED = "appraised", _("appraised")


BEFORE_OFFICE = [State.PLANNED, State.RECOMMENDED, State.UNDER_REVIEW, State.CONSENTED, State.APPROVED]
IN_OFFICE = [State.ACTIVE, State.RENEWAL_PENDING, State.SUSPENDED]
APPOINTED = [State.APPROVED, *IN_OFFICE]
EXAMINABLE = [State.RECOMMENDED, State.UNDER_REVIEW, State.CONSENTED]
OVER = [State.ENDED, State.TERMINATED, State.APPRAISED]
REFUSED = [State.REJECTED, State.DECLINED, State.NOT_APPROVED]

# Rule book, section 8.3. RENEWAL_PENDING -> ENDED is the automatic release (H18).
TRANSITIONS: dict[str, set[str]] = {
    State.PLANNED: {State.RECOMMENDED},
    State.RECOMMENDED: {State.UNDER_REVIEW, State.REJECTED},
    State.UNDER_REVIEW: {State.CONSENTED, State.DECLINED, State.REJECTED},
    State.CONSENTED: {State.APPROVED, State.NOT_APPROVED},
    State.APPROVED: {State.ACTIVE},
    State.ACTIVE: {State.RENEWAL_PENDING, State.SUSPENDED, State.TERMINATED, State.ENDED},
    State.RENEWAL_PENDING: {State.ACTIVE, State.TERMINATED, State.ENDED},
    State.SUSPENDED: {State.ACTIVE, State.TERMINATED, State.ENDED},
    State.TERMINATED: {State.APPRAISED},
    State.ENDED: {State.APPRAISED},
}


class Paper(models.TextChoices):
    """The papers of a secondment, by the names in use (rule book 1.3)."""

    RECOMMENDATION = "recommendation", _("recommendation form")
    DECISION = "decision", _("decision to appoint")
    TRIPARTITE = "tripartite", _("tripartite agreement")
    PLEDGE = "pledge", _("performance pledge")
    SECRECY = "secrecy", _("secrecy undertaking")
    LETTER = "letter", pgettext_lazy("paper", "letter of appointment")
    LOAN_FORM = "loan_form", _("approval form of the loan")
    LOAN_LETTER = "loan_letter", _("letter of loan")
    NOTICE = "notice", _("notice of the temporary post")
    RENEWAL_FORM = "renewal_form", _("approval form of the renewal")
    DISMISSAL = "dismissal", _("decision to dismiss")
    APPRAISAL_FORM = "appraisal_form", _("appraisal form")
    OTHER = "other", pgettext_lazy("paper", "other paper")


class Looked(models.TextChoices):
    """What of a record has been read."""

    APPRAISALS = "appraisals", _("appraisals")
    FILE_PDF = "file_pdf", _("personnel file as PDF")
    FILE_JSON = "file_json", _("personnel file as JSON")


class Zoom(models.TextChoices):
    """What one column of the timeline stands for."""

    MONTH = "month", _("by month")
    QUARTER = "quarter", _("by quarter")
    YEAR = "year", _("by year")


class PostState(models.TextChoices):
    OPEN = "open", _("open for recommendations")
    CLOSED = "closed", _("closed to recommendations")


POST_TRANSITIONS: dict[str, set[str]] = {PostState.OPEN: {PostState.CLOSED}}


class AgreementState(models.TextChoices):
    PROPOSED = "proposed", _("proposed to the other unit")
    AGREED = "agreed", _("agreed")
    REFUSED = "refused", _("not agreed")
    ENDED = "ended", _("ended before its last day")


AGREEMENT_TRANSITIONS: dict[str, set[str]] = {
    AgreementState.PROPOSED: {AgreementState.AGREED, AgreementState.REFUSED},
    AgreementState.AGREED: {AgreementState.ENDED},
}


class ApplicationState(models.TextChoices):
    APPLIED = "applied", _("waits for the unit")
    ENDORSED = "endorsed", _("recommended by the unit")
    REFUSED = "refused", _("not recommended by the unit")
    WITHDRAWN = "withdrawn", _("withdrawn by the applicant")


APPLICATION_TRANSITIONS: dict[str, set[str]] = {
    ApplicationState.APPLIED: {ApplicationState.ENDORSED, ApplicationState.REFUSED, ApplicationState.WITHDRAWN},
}


class RequirementKind(models.TextChoices):
    AGE = "age", _("age in full years at most")
    SERVICE = "service", _("years of service at least")
    FIELD = "field", _("field of expertise")
    DEGREE = "degree", _("degree")
    OTHER = "other", pgettext_lazy("requirement", "other")


class Finding(models.TextChoices):
    MET = "met", _("met by the record")
    NOT_MET = "not_met", _("not met by the record")
    CONFIRMED = "confirmed", _("confirmed by the home unit")
    TO_CONFIRM = "to_confirm", _("to be confirmed by the home unit")


class TerminationReason(models.TextChoices):
    DISCIPLINE = "discipline", _("breach of discipline")
    TRANSFER = "transfer", _("transfer to another post")
    REFUSAL = "refusal", _("refusal of duties")
    OWN_REQUEST = "own_request", _("own request")
    CONFLICT = "conflict", _("conflict of interest")
    RETIRED = "retired", _("retirement")


class Grade(models.TextChoices):
    """The four grades the law fixes (Civil Servants Law art. 38, Prosecutors Law art. 43)."""

    EXCELLENT = "excellent", _("excellent")
    COMPETENT = "competent", _("competent")
    BASICALLY_COMPETENT = "basic", _("basically competent")
    INCOMPETENT = "incompetent", _("not competent")


class ChangeKind(models.TextChoices):
    RENEWAL = "renewal", _("renewal")
    EXTENSION = "extension", _("extension")
    EARLY_RETURN = "early_return", _("early return")
    SUSPENSION = "suspension", pgettext_lazy("change of term", "suspension")
    EARLY_END = "early_end", pgettext_lazy("change of term", "early end by the host")


# A change that both sides must agree before the term ends; an early return leaves the state as it is.
PROLONGING = [ChangeKind.RENEWAL, ChangeKind.EXTENSION]
# What a unit proposes with a new last day; a suspension and an early end by the host have steps of their own.
WITH_NEW_END = [*PROLONGING, ChangeKind.EARLY_RETURN]


class Decision(models.TextChoices):
    PENDING = "pending", _("to be decided")
    APPROVED = "yes", _("agreed")
    REFUSED = "no", _("not agreed")


class Party(models.TextChoices):
    """The three parties of a secondment."""

    HOME = "home", _("home unit")
    HOST = "host", _("host unit")
    PERSON = "person", _("the person herself")


class Step(models.TextChoices):
    """What a party can do in the life of a secondment, in the words of its button."""

    RECOMMEND = "recommend", _("Recommend a person")
    EXAMINE = "examine", _("Begin the examination")
    REJECT = "reject", _("Reject the recommendation")
    CONSENT = "consent", _("Give consent")
    DECLINE = "decline", _("Decline")
    DECIDE = "decide", _("Decide to appoint")
    NOT_APPROVE = "not-approve", _("Decide not to appoint")
    SIGN = "sign", _("Sign as home unit")
    PLEDGE = "pledge", _("Sign the pledge")
    LETTER = "letter", _("Issue the letter of appointment")
    PROPOSE = "propose", _("Propose a change of term")
    AGREE = "agree", _("Agree to the change of term")
    REFUSE_CHANGE = "refuse-change", _("Refuse the change of term")
    SUSPEND = "suspend", _("Suspend")
    RESUME = "resume", _("Resume")
    TERMINATE = "terminate", _("End the term early")
    ANSWER_END = "answer-end", _("Answer the early end")
    APPRAISE = "appraise", _("Appraise")


# Steps that carry a secondment forward; one of them may be the page's main button.
MAIN_STEPS = [
    Step.RECOMMEND,
    Step.EXAMINE,
    Step.CONSENT,
    Step.DECIDE,
    Step.SIGN,
    Step.PLEDGE,
    Step.LETTER,
    Step.AGREE,
    Step.RESUME,
    Step.ANSWER_END,
]
# What a step means and what follows, said above its form.
STEP_NOTES: dict[str, Any] = {
    Step.RECOMMEND: _("The host unit examines your recommendation and asks the person for her consent."),
    Step.EXAMINE: _("You take the recommendation up. The person is asked for her consent next."),
    Step.REJECT: _("The procedure ends. The home unit and the person read your reason."),
    Step.CONSENT: _("The host unit decides next."),
    Step.DECLINE: _("The procedure ends. Declining has no consequence for you."),
    Step.DECIDE: _("The home unit signs next; then the person signs the pledge."),
    Step.NOT_APPROVE: _("The procedure ends. All parties read your reason."),
    Step.SIGN: _("With your signature the appointment is approved and the person signs the pledge."),
    Step.PLEDGE: _("After your signature the host unit issues the letter of appointment."),
    Step.LETTER: _("The letter gets its number and the term is in force."),
    Step.PROPOSE: _("The other unit has to agree before the present last day; otherwise the term ends on that day."),
    Step.AGREE: _("With the agreement of both units the change is in force."),
    Step.REFUSE_CHANGE: _("The term stays as it was and ends on its present last day."),
    Step.SUSPEND: _(
        "The other unit has to agree. From that day on the person takes no part in the host's work until the term is "
        "resumed. The last day stays."
    ),
    Step.RESUME: _("The person takes up the host's work again. The last day stays."),
    Step.TERMINATE: _(
        "The term ends today. The home unit and the person are told; the home unit's answer goes on record, the "
        "appraisal comes next."
    ),
    Step.ANSWER_END: _("The term has ended. Whether your unit agrees or objects stands on record beside the reason."),
    Step.APPRAISE: _("The appraisal goes to the home unit and the person and stands in the record."),
}
# Who takes a step (rule book, section 8.3).
STEP_PARTIES: dict[str, set[str]] = {
    Step.RECOMMEND: {Party.HOME},
    Step.EXAMINE: {Party.HOST},
    Step.REJECT: {Party.HOST},
    Step.CONSENT: {Party.PERSON},
    Step.DECLINE: {Party.PERSON},
    Step.DECIDE: {Party.HOST},
    Step.NOT_APPROVE: {Party.HOST, Party.HOME},
    Step.SIGN: {Party.HOME},
    Step.PLEDGE: {Party.PERSON},
    Step.LETTER: {Party.HOST},
    Step.PROPOSE: {Party.HOME, Party.HOST},
    Step.AGREE: {Party.HOME, Party.HOST},
    Step.REFUSE_CHANGE: {Party.HOME, Party.HOST},
    Step.SUSPEND: {Party.HOME, Party.HOST},
    Step.RESUME: {Party.HOME, Party.HOST},
    Step.TERMINATE: {Party.HOST},
    Step.ANSWER_END: {Party.HOME},
    Step.APPRAISE: {Party.HOST},
}
