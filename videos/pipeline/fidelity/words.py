"""The words that a text must keep: negations and hedges. And the words that change the number after them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Qualifiers:
    """Lower-case tokens that a text must keep: ``words``, and tokens with one of the endings or beginnings."""

    words: frozenset[str]
    endings: tuple[str, ...] = ()
    beginnings: tuple[str, ...] = ()

    def of(self, tokens: Iterable[str]) -> Counter[str]:
        """The number of each qualifier among the tokens."""
        return Counter(token for token in tokens if self._holds(token))

    def _holds(self, token: str) -> bool:
        return token in self.words or token.endswith(self.endings) or token.startswith(self.beginnings)


NEGATIONS = Qualifiers(
    frozenset({
        "not", "no", "without", "neither", "nor", "never", "none", "cannot", "except", "unless", "unable",
        "lack", "lacks", "lacked", "lacking", "fail", "fails", "failed", "failing", "failure", "absent", "absence",
        "insignificant", "insignificantly", "nonsignificant", "nonsignificantly",
        "unlikely", "unclear", "unknown", "uncertain", "uncertainty", "unchanged", "unrelated", "unaffected",
    }),
    endings=("n't", "n’t"),
)  # fmt: skip
HEDGES = Qualifiers(
    frozenset({
        "may", "might", "could", "can", "would", "should", "perhaps", "presumably", "likely", "certainty",
        "suggest", "suggests", "suggested", "suggesting", "suggestive",
        "indicate", "indicates", "indicated", "indicating",
        "appear", "appears", "appeared", "seem", "seems", "seemed", "seemingly",
        "possible", "possibly", "possibility", "potential", "potentially", "probable", "probably",
        "associated", "association", "associations", "tend", "tends", "tended", "tendency",
        "approximately", "nearly", "almost", "only", "preliminary", "pilot",
        "vitro", "vivo", "animal", "animals", "mice", "mouse", "murine", "rat", "rats",
        "rabbit", "rabbits", "pig", "pigs", "dog", "dogs",
    }),
    beginnings=("hypothe",),
)  # fmt: skip
LIMITS = (
    "at least", "at most", "up to", "more than", "less than", "fewer than", "greater than", "over", "under",
    "about", "around", "almost", "nearly", "approximately", "only", "not", "no",
    "<", ">", "≤", "≥", "~", "±", "−", "–", "-",
)  # fmt: skip
"""Words and signs that change the meaning of the number after them."""
