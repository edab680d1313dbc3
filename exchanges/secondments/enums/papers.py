"""Where a paper stands in the file of a term, and who brings it."""

from django.db import models
from django.utils.translation import pgettext_lazy

from exchanges.secondments.enums import Paper, Party


class PaperState(models.TextChoices):
    OPEN = "open", pgettext_lazy("paper", "to be signed by all parties")
    ON_FILE = "on_file", pgettext_lazy("paper", "on file")
    REPLACED = "replaced", pgettext_lazy("paper", "replaced by a later one")
    VOID = "void", pgettext_lazy("paper", "void")


CURRENT_PAPERS = [PaperState.OPEN, PaperState.ON_FILE]

# Papers that a unit brings as a file, and which unit that is.
BROUGHT_BY: dict[str, set[str]] = {
    Paper.RECOMMENDATION: {Party.HOME},
    Paper.LOAN_FORM: {Party.HOME, Party.HOST},
    Paper.DECISION: {Party.HOST},
    Paper.NOTICE: {Party.HOME, Party.HOST},
    Paper.LOAN_LETTER: {Party.HOST},
    Paper.TRIPARTITE: {Party.HOME, Party.HOST},
    Paper.RENEWAL_FORM: {Party.HOME, Party.HOST},
    Paper.APPRAISAL_FORM: {Party.HOME, Party.HOST},
    Paper.OTHER: {Party.HOME, Party.HOST},
}
# Papers that the person reads here and signs: their text is frozen with her signature.
SIGNED_HERE = [Paper.PLEDGE, Paper.SECRECY]
# Papers that the platform makes with the step they belong to; the step does not wait for them.
MADE_BY_THE_STEP = {Paper.LETTER, Paper.DISMISSAL, Paper.APPRAISAL_FORM}
# With these the home unit puts a name forward; they carry its endorsement.
NOMINATING = [Paper.RECOMMENDATION, Paper.LOAN_FORM]
# Of these a file may hold several at a time; of all others a new one takes the place of the old one.
SEVERAL = [Paper.RENEWAL_FORM, Paper.APPRAISAL_FORM, Paper.OTHER]


def parties_bringing(paper: str) -> set[str]:
    """Who brings or signs a paper; nobody those that a step makes."""
    return {Party.PERSON} if paper in SIGNED_HERE else BROUGHT_BY.get(paper, set())
