"""Where papers come from."""

from hiddenhill.settings.variables import Section, text

_section = Section("Papers (NCBI)")

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
