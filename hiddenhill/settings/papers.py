"""Where papers come from."""

from hiddenhill.settings.variables import Section, some_of, switch, text

_section = Section("Papers")

PAPER_SOURCES = _section.setting(
    "PAPER_SOURCES",
    some_of("ncbi", "europe_pmc"),
    ["ncbi", "europe_pmc"],
    "Who is asked for the records of published papers, in order: each while those before it are away. Europe PMC needs "
    "EUROPE_PMC_URL.",
)

NCBI_EMAIL = _section.setting(
    "NCBI_EMAIL",
    text,
    "",
    "Your e-mail address, sent with each request. NCBI asks for it, to contact you before it blocks you.",
    example="you@example.org",
)
NCBI_API_KEY = _section.setting(
    "NCBI_API_KEY",
    text,
    "",
    "API key of an NCBI account: ten requests a second instead of three.",
    secret=True,
)
NCBI_TOOL = _section.setting("NCBI_TOOL", text, "hiddenhill", "Name of the program, sent with each request.")
NCBI_EUTILS_URL = _section.setting(
    "NCBI_EUTILS_URL",
    text,
    "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/",
    "Base URL of E-utilities, or of a mirror.",
)
NCBI_IDCONV_URL = _section.setting(
    "NCBI_IDCONV_URL",
    text,
    "https://pmc.ncbi.nlm.nih.gov/tools/idconv/api/v1/articles/",
    "URL of the PMC ID converter, or of a mirror.",
)
BIORXIV_API_URL = _section.setting(
    "BIORXIV_API_URL",
    text,
    "https://api.biorxiv.org/",
    "Base URL of the interface of bioRxiv and medRxiv, or of a mirror. Empty: a preprint is found only if PubMed has a "
    "record of it.",
)

_full_texts = Section("Full texts")

PMC_CLOUD_URL = _full_texts.setting(
    "PMC_CLOUD_URL",
    text,
    "https://pmc-oa-opendata.s3.amazonaws.com/",
    "URL of the PMC Cloud Service, or of a mirror. Empty: it is not asked.",
)
EUROPE_PMC_URL = _full_texts.setting(
    "EUROPE_PMC_URL",
    text,
    "https://www.ebi.ac.uk/europepmc/webservices/rest/",
    "Base URL of Europe PMC, which is asked for full texts while the PMC Cloud Service is away, and for records as "
    "PAPER_SOURCES says. Empty: it is not asked. Without both URLs, videos are made of abstracts alone.",
)
FULL_TEXT_SHARE_ALIKE = _full_texts.setting(
    "FULL_TEXT_SHARE_ALIKE",
    switch,
    False,
    "Use full texts under CC BY-SA as well. You then publish each such video under the same licence.",
)
FULL_TEXT_NON_COMMERCIAL = _full_texts.setting(
    "FULL_TEXT_NON_COMMERCIAL",
    switch,
    False,
    "Use full texts under CC BY-NC as well, and with FULL_TEXT_SHARE_ALIKE under CC BY-NC-SA. You declare that no use "
    "of the videos is commercial.",
)
