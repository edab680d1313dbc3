"""English texts of the demo: what the Chinese pages say, the people and companies as fictitious as there."""

from typing import Any

CHIP_DRAWINGS: dict[str, Any] = {
    "slug": "chip-drawings",
    "fields": {
        "title": "Infringement of trade secrets in chip design drawings (example)",
        "cause": "crime of infringing trade secrets",
        "technical_field": "integrated circuits",
        "keywords": "trade secret; secret points; technical investigator; transfer to criminal justice",
        "summary": "Technical findings and records of administrative inspection confirmed each other, "
        "and led to a common standard for what is secret.",
    },
    "sections": {
        "关键词": "trade secret; secret points; technical investigator; transfer to criminal justice",
        "基本案情": "A chip design company found that another company, which one of its engineers had joined, "
        "was selling a power management chip of nearly the same layout, and complained to the market regulator. "
        "The officers secured design files and version records on the spot. They considered that a crime might have "
        "been committed, handed the case to the police and sent a copy to the procuratorate.",
        "检察机关履职情况": "The procuratorate asked the IP administration to appoint a technical investigator. "
        "The six secret points that were claimed were compared one by one: two interface parameters were public "
        "already and were left out, the other four were not generally known. The records of the administrative "
        "inspection did not say where the files came from; the procuratorate asked for an account of how they were "
        "secured, and it agreed with the logs of the servers. The engineer admitted the charge, "
        "and the other company stopped using the drawings and paid compensation.",
        "典型意义": "Secret points are where administrative inspection and criminal prosecution both begin. "
        "With one list of secret points and one table of comparison, no second expert opinion is needed, "
        "and the parties know what the dispute is about.",
        "相关规定": "Criminal Law of the People's Republic of China, Articles 219, 219-1 and 220",
    },
}

ABOUT: dict[str, Any] = {
    "slug": "about",
    "fields": {
        "title": "About this site",
        "intro": "Tongtang is run together by the IP administrations and the procuratorates. "
        "It serves training, exchange and publication in coordinated protection.",
    },
    "blocks": [
        ("h", "What the site offers"),
        (
            "list",
            [
                "White papers: text, charts, data to download and a PDF edition;",
                "Typical cases: in the sections of their kind, narrowed by subject, procedure, region and year;",
                "Joint training: classes of three forms, and the check of certificates;",
                "Exchange of people: secondments from the first proposal to the return (after signing in).",
            ],
        ),
        ("h", "How texts are published"),
        (
            "p",
            "Every public text is written by an editor and reviewed by others; nobody approves her own text. "
            "Figures state unit, period, scope, cut-off date and source; cases and persons are counted apart. "
            "Nothing in a case identifies a party.",
        ),
        (
            "p",
            "This is a demonstration: apart from the names of agencies, people, cases and classes are fictitious.",
        ),
    ],
}
