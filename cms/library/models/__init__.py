from cms.library.models.attachments import FileText, PageFile
from cms.library.models.case_issuers import CaseIssuer
from cms.library.models.cases import CaseIndexPage, CasePage
from cms.library.models.chapters import WhitePaperChapterPage
from cms.library.models.datasets import Dataset
from cms.library.models.dates import Disclosure, LookAgain
from cms.library.models.editions import PaperEdition
from cms.library.models.files import AgencyFiles
from cms.library.models.findings import PageFinding
from cms.library.models.laws import Citation, Law, LawArticle, LawVersion, in_order, law_register
from cms.library.models.left_out import LeftOutChapter
from cms.library.models.links import BrokenLink
from cms.library.models.papers import ChronicleEvent, PaperIssuer, WhitePaperIndexPage, WhitePaperPage
from cms.library.models.research import ProceedingsPage, ResearchIndexPage, ResearchOutputPage
from cms.library.models.research_parties import ProceedingsAgency, ResearchAuthor
from cms.library.models.review import ReviewedPage, ReviewTask, RouteState, SignTask
from cms.library.models.schemes import Scheme, SchemeBatch, SchemeSection, sections_by_scheme
from cms.library.models.translations import PageTranslation
from cms.library.models.uploads import WordFile
from cms.library.models.withdrawals import PlannedWithdrawal, Withdrawal

__all__ = [
    "AgencyFiles",
    "BrokenLink",
    "CaseIndexPage",
    "CaseIssuer",
    "CasePage",
    "ChronicleEvent",
    "Citation",
    "Dataset",
    "Disclosure",
    "FileText",
    "Law",
    "LawArticle",
    "LawVersion",
    "LeftOutChapter",
    "LookAgain",
    "PageFile",
    "PageFinding",
    "PageTranslation",
    "PaperEdition",
    "PaperIssuer",
    "PlannedWithdrawal",
    "ProceedingsAgency",
    "ProceedingsPage",
    "ResearchAuthor",
    "ResearchIndexPage",
    "ResearchOutputPage",
    "ReviewTask",
    "ReviewedPage",
    "RouteState",
    "Scheme",
    "SchemeBatch",
    "SchemeSection",
    "SignTask",
    "WhitePaperChapterPage",
    "WhitePaperIndexPage",
    "WhitePaperPage",
    "Withdrawal",
    "WordFile",
    "in_order",
    "law_register",
    "sections_by_scheme",
]
