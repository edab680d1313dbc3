from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared.directory.enums import RoleCode


class CaseScheme(models.TextChoices):
    """The kinds of cases every installation begins with; the rows (`Scheme`) say what they are made of."""

    GUIDING = "guiding", _("guiding case")
    SPP_TYPICAL = "spp_typical", _("typical case of the procuratorates")
    CNIPA_TYPICAL = "cnipa_typical", _("typical case of the IP administrations")
    LOCAL = "local", _("local case")


class IpSubject(models.TextChoices):
    TRADEMARK = "trademark", _("trade mark")
    PATENT = "patent", _("patent")
    COPYRIGHT = "copyright", _("copyright")
    TRADE_SECRET = "trade_secret", _("trade secret")
    GEOGRAPHICAL = "geographical", _("geographical indication")
    PLANT_VARIETY = "plant_variety", _("plant variety")
    LAYOUT_DESIGN = "layout_design", _("layout design")
    OTHER = "other", _("other subject")


class Procedure(models.TextChoices):
    CRIMINAL = "criminal", _("criminal")
    CIVIL = "civil", _("civil")
    ADMINISTRATIVE = "administrative", _("administrative litigation")
    PUBLIC_INTEREST = "public_interest", _("public-interest litigation")
    ENFORCEMENT = "enforcement", _("administrative enforcement")
    REVERSE_LINK = "reverse_link", _("reverse linkage")


class ResearchKind(models.TextChoices):
    PAPER = "paper", _("symposium paper")
    REPORT = "report", _("research report")
    CONSENSUS = "consensus", _("consensus document")
    LECTURE = "lecture", _("lecture material")


class IssuerPart(models.TextChoices):
    LEAD = "lead", _("lead")
    SUPPORTING = "supporting", _("supporting")


class DataKind(models.TextChoices):
    """Blocks of a chapter that hold data."""

    TABLE = "table", pgettext_lazy("kind of data", "table")
    FIGURE = "figure", pgettext_lazy("kind of data", "figure")


class EditionState(models.TextChoices):
    QUEUED = "queued", _("being made")
    MADE = "made", _("ready")
    FAILED = "failed", _("failed")


class EditionStage(models.TextChoices):
    """How far an edition is that is being made, in this order."""

    WAITING = "waiting", _("waiting for its turn")
    TEXT = "text", _("gathering the text")
    CHARTS = "charts", _("drawing charts and pictures")
    TYPESETTING = "typesetting", _("typesetting the pages")
    STORING = "storing", _("storing the file")


class WordKind(models.TextChoices):
    WHITE_PAPER = "white_paper", _("white paper")
    CASE = "case", _("typical case")


class TranslationState(models.TextChoices):
    """How far a page in another language has come; that it is outdated follows from the Chinese page (N40)."""

    NOT_BEGUN = "not_begun", _("not begun")
    IN_PROGRESS = "in_progress", _("being translated")
    MACHINE = "machine", _("machine translation, not yet reviewed")
    REVIEWED = "reviewed", _("translation reviewed")


class PlanOutcome(models.TextChoices):
    """How a planned withdrawal ended."""

    DONE = "done", pgettext_lazy("a planned withdrawal", "withdrawn")
    CALLED = "called", _("called off")
    GONE = "gone", _("no longer needed: the page was not public any more")
    FAILED = "failed", _("failed")


class LawKind(models.TextChoices):
    LAW = "law", _("law of the congress")
    REGULATION = "regulation", _("administrative regulation")
    INTERPRETATION = "interpretation", _("judicial interpretation")
    OTHER = "other_rule", _("other rule")


class FindingKind(models.TextChoices):
    """What the anonymisation scanner tells apart (rule book 4.5)."""

    PERSON_NAME = "person_name", _("name of a person")
    ID_NUMBER = "id_number", _("resident ID number")
    PASSPORT = "passport", _("passport or travel permit")
    MOBILE = "mobile", _("mobile telephone")
    LANDLINE = "landline", _("telephone")
    BANK_ACCOUNT = "bank_account", _("bank account")
    VEHICLE_PLATE = "vehicle_plate", _("vehicle plate")
    EMAIL = "email", _("e-mail address")
    SOCIAL_ACCOUNT = "social_account", _("account of a social network")
    ADDRESS = "address", _("home address")
    BIRTH_DATE = "birth_date", _("day of birth")
    COMPANY_NAME = "company_name", _("name of a company")


class Severity(models.TextChoices):
    HIGH = "high", _("high")
    MEDIUM = "medium", _("medium")
    LOW = "low", _("low")


@dataclass(frozen=True)
class Section:
    """A named section of a case; `also` are headings that mean the same in texts that come in."""

    name: str
    is_required: bool = True
    also: tuple[str, ...] = ()
    name_en: str = ""


class FindingState(models.TextChoices):
    """A finding is open until the text no longer holds it, or an editor says why it may stay (rule book 8.6)."""

    OPEN = "open", _("still open")
    FIXED = "fixed", _("fixed")
    WAIVED = "waived", _("waived")


class Ending(models.TextChoices):
    """What the address of a withdrawn page answers."""

    NOTICE = "notice", _("a notice with the reason, and a link to what takes its place")
    LEAD_ON = "lead_on", _("readers are led on to the page that takes its place")


# Groups that stand for a role at the agency of a collection. Nobody is in them: `FilesPolicy` reads the roles of today.
FILE_GROUPS: dict[str, str] = {RoleCode.EDITOR: "本机关文件：编辑", RoleCode.SECTION_HEAD: "本机关文件：处室负责人"}
FILE_VERBS: dict[str, list[str]] = {RoleCode.EDITOR: ["add", "change", "choose"], RoleCode.SECTION_HEAD: ["choose"]}
