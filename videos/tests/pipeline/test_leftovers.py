"""Entities, tags and LaTeX that stand in the text of a record are resolved when it is read."""

from xml.sax.saxutils import escape

import pytest
from lxml import etree

from videos.pipeline.artifacts import RichText, Run, Style
from videos.pipeline.pubmed.markup import rich_text


def read(written: str) -> RichText:
    return rich_text(etree.fromstring(f"<AbstractText>{escape(written)}</AbstractText>"))


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("P&lt;0.01 &amp; more", "P<0.01 & more"),
        ("P&amp;amp;lt;0.01", "P<0.01"),
        ("&#946;- and &#x3b1;-carotene", "β- and α-carotene"),
        ("5&nbsp;mg", "5 mg"),
        ("R&D; AT&T; &unknown; &", "R&D; AT&T; &unknown; &"),
    ],
)
def test_entities_become_characters(written, shown):
    assert read(written).text == shown


def test_tags_become_styles():
    assert read("Of <i>Mus</i> and H<sub>2</sub>O") == RichText(
        "Of Mus and H2O", (Run(3, 6, Style.ITALIC), Run(12, 13, Style.SUB))
    )


def test_tags_that_were_escaped_twice_become_styles():
    assert read("H&lt;sub&gt;2&lt;/sub&gt;O") == RichText("H2O", (Run(1, 2, Style.SUB),))


def test_tags_without_a_style_are_removed():
    assert read('<p>One <span class="x">two</span></p>').text == "One two"


@pytest.mark.parametrize("written", ["if a<b and c>d", "x <i> y", "p<0.05 or >3", "<unknown>kept</unknown>"])
def test_comparisons_are_no_tags(written):
    assert read(written).text == written


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (r"$0.42 \pm 0.03$", "0.42 ± 0.03"),
        (r"$p<0.01$ and $p$-values", "p<0.01 and p-values"),
        (r"$10^{-4}$ and T$_1$ and Ca$^{2+}$", "10⁻⁴ and T₁ and Ca²⁺"),
        (r"$\mu = \mu_0 (1 - e^{-\alpha I})$", "μ = μ₀ (1 − e^(−α I))"),
        (r"$\frac{a + b}{2}$ and $\sqrt{3}$", "(a + b)/2 and √3"),
        (r"\textit{in vivo} and \alpha-actin, 5 \mu g, 95\%", "in vivo and α-actin, 5 μg, 95%"),
        (r"$\mathrm{CO_2}$ at $5^\circ$C", "CO₂ at 5°C"),
        (r"\documentclass[12pt]{minimal} \begin{document}$$\beta$$\end{document} fell", "β fell"),
        (r"$\sim$5 and \(x\)", "~5 and x"),
    ],
)
def test_latex_becomes_characters(written, shown):
    assert read(written).text == shown


@pytest.mark.parametrize(
    "written", ["US$5 and $6", "$5-$10", "$3 (p<0.05) or $4", "A$5 to A$6", r"C:\temp", "between $1 and $2 (n=3)"]
)
def test_money_is_no_latex(written):
    assert read(written).text == written
