"""Invented papers for the tests of the script stage."""

from videos.pipeline.artifacts import Notice, Paper, RichText, Role, Section

TRIAL_SECTIONS = (
    (
        "BACKGROUND",
        Role.BACKGROUND,
        "Evening light keeps many nurses awake after a night shift. Little is known about whether amber glasses help. "
        "The aim of this trial was to assess the effect of amber glasses on sleep after night shifts.",
    ),
    (
        "METHODS",
        Role.METHODS,
        "We randomly assigned 240 nurses (mean age 38 years) at nine hospitals to amber glasses or clear glasses for "
        "eight weeks. Sleep was measured with a wrist sensor. The primary outcome was total sleep time (TST) in the "
        "day after a night shift. Linear mixed models were fitted with standard software to account for repeated "
        "measures within each participant over the whole of the eight weeks of the study period.",
    ),
    (
        "RESULTS",
        Role.RESULTS,
        "A total of 228 nurses completed the trial. The primary outcome, TST, was 41 minutes longer with amber glasses "
        "than with clear glasses (95% CI 28 to 54; p < 0.001). Sleep latency was shorter by 3 minutes (p = 0.21). "
        "Sleepiness at work was reported by 22% of the amber group and 24% of the clear group, a difference that was "
        "compatible with chance. Headache was the most frequent adverse event, and two nurses in the amber group "
        "stopped wearing the glasses because of it. Satisfaction with the glasses was high at all nine hospitals and "
        "did not depend on the age of the nurse, on the number of night shifts worked, or on the distance between "
        "the home of the nurse and the hospital in which she or he worked. Body weight was also recorded.",
    ),
    (
        "CONCLUSIONS",
        Role.CONCLUSIONS,
        "Amber glasses lengthened daytime sleep in nurses. However, they did not change sleepiness at work. "
        "Implications for rotas are discussed.",
    ),
)

LABORATORY = (
    "Yeast cells survive drying for years. However, the proteins that protect their membranes are not known. Here we "
    "asked whether the small protein Dry1 is needed for survival. Cells lacking Dry1 were dried for 30 days and their "
    "survival was measured by plating. Survival was 4% in cells lacking Dry1 and 61% in the parent strain (p < 0.01). "
    "Adding Dry1 back restored survival. These results suggest that Dry1 may protect membranes during drying."
)


def paper(
    *sections: tuple[str, Role | None, str],
    title: str = "Amber glasses and sleep in nurses",
    types: tuple[str, ...] = (),
    notices: tuple[Notice, ...] = (),
    journal: str = "Journal of Invented Sleep",
    year: str = "2026",
) -> Paper:
    return Paper(
        pmid="99999998",
        title=RichText(title),
        sections=tuple(Section(RichText(text), label, role) for label, role, text in sections),
        publication_types=types,
        notices=notices,
        journal=journal,
        year=year,
    )


def plain(text: str, **details) -> Paper:
    """A paper whose abstract has no headings."""
    return paper(("", None, text), **details)


def trial(**details: str) -> Paper:
    return paper(*TRIAL_SECTIONS, types=("Journal Article", "Randomized Controlled Trial"), **details)
