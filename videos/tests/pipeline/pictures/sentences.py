"""Invented sentences as papers, and their pictures."""

from videos.pipeline.artifacts import Paper, Role, Source
from videos.pipeline.pictures.check import faults
from videos.pipeline.pictures.find import find
from videos.tests.pipeline.script.abstracts import paper

RATIO = "Falls were rarer with the bars (adjusted OR 0.62, 95% CI 0.44 to 0.87; P = .006) after one year."
FOREST = (
    "The bars reduced the odds of falls (OR 0.62, 95% CI 0.44 to 0.87; P = .006) and burns (OR 0.71, 95% CI 0.55 to "
    "0.92; P = .01) after one year."
)
DIFFERENCE = "Weight fell more on the oats (mean difference −2.3 kg; 95% CI −3.1 to −1.5)."
SHARE = "Half a year later, 148 of 185 women (80.0%) were still dry."
GROUPS = (
    "At one year, vomiting was less frequent in the ginger group (12 [15%] of 80) than in the water group "
    "(28 [35%] of 80; odds ratio 0.33, 95% CI 0.15 to 0.71; P = 0.004)."
)
MEANS = "The wrinkle score fell from 3.68 (SD 0.76) points before injection to 2.28 (SD 0.78) points at 3 months."
HARMS = (
    "Taste disturbance (7%), diarrhea (6%), nausea (5%), and abdominal pain (3%) were the most frequent side effects."
)
PAIRS = (
    "Safety outcomes were fever (4 [4%] of 101 in the lamp group vs 7 [6%] of 111 in the shade group) and "
    "rash (12 [12%] of 101 vs 17 [15%] of 111)."
)
NUMBER = "The number needed to treat was 12 (95% CI 8 to 25)."


def placed(
    sentence: str, label: str = "RESULTS", role: Role | None = Role.RESULTS, before: str = ""
) -> tuple[Paper, Source]:
    """A paper that holds the sentence, after other ones, and the place of the sentence."""
    section = 1
    whole = paper(("BACKGROUND", Role.BACKGROUND, "Little is known."), (label, role, before + sentence))
    return whole, Source(section, len(before), len(before) + len(sentence))


def picture_in(sentence: str):
    """The first picture of a sentence that the check lets through."""
    whole, source = placed(sentence)
    return next((each for each in find(whole, source) if not faults(each, source, whole)), None)
