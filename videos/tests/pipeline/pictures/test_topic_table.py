"""The table of topics names branches of MeSH by their own headings, and drawings that are there."""

import gzip

import pytest

from docs.art import ART, ICONS, ORGANS
from videos.pipeline.pictures.topics.mesh import DATA, tree_numbers
from videos.pipeline.pictures.topics.table import LAST_RESORT, ORGANS_AND_DISEASES, TABLE, row_for, rows


def names_in_mesh():
    lines = gzip.decompress(DATA.read_bytes()).decode().splitlines()[1:]
    return {
        number: terms.split("|")
        for _, terms, numbers in (line.split("\t") for line in lines)
        for number in numbers.split()
    }


def test_each_branch_has_its_name_from_mesh():
    known = names_in_mesh()
    wrong = [row for row in rows().values() if _natural(row.name) not in known.get(row.branch.lstrip("="), ())]
    assert wrong == []


def _natural(name):
    head, _, rest = name.casefold().partition(", ")
    return f"{rest} {head}" if rest and "," not in rest else name.casefold()


def test_no_branch_is_in_the_table_twice():
    branches = [line.split("\t")[0] for line in TABLE.read_text().splitlines() if not line.startswith("#")]
    assert len(branches) == len(set(branches))


def test_each_drawing_of_the_table_is_there_and_each_icon_is_copied_by_the_script():
    copied = {name for names in ICONS.values() for name in names.split()}
    used = {row.art for row in rows().values()} - {"-", "esophagus"}
    there = {path.stem for path in ART.glob("*.svg")}
    assert used <= copied
    assert copied | {"body-male", "body-female"} == there


def test_icons_take_their_colour_from_the_slide():
    assert all("currentColor" in path.read_text() for path in ART.glob("*.svg") if not path.stem.startswith("body"))


@pytest.mark.parametrize("sex", ["male", "female"])
def test_each_organ_is_one_line_of_a_body(sex):
    lines = (ART / f"body-{sex}.svg").read_text().splitlines()
    assert [line.split('"')[1] for line in lines[1:-1]] == ["skin", *ORGANS.values()]


def test_the_sections_are_where_the_rules_expect_them():
    titles = [line for line in TABLE.read_text().splitlines() if line.startswith("#")]
    assert titles[ORGANS_AND_DISEASES - 1] == "# Organs and their diseases"
    assert titles[LAST_RESORT - 1] == "# Only if nothing else is known"


@pytest.mark.parametrize(
    ("term", "art"),
    [
        *(("Lung Neoplasms", "lungs"), ("Nasal Polyps", "nose"), ("Stroke", "neurology"), ("Malaria", "mosquito")),
        *(("Diabetes Mellitus", "diabetes_measure"), ("Obesity", "weight"), ("Rectal Neoplasms", "colon")),
        *(("Breast Neoplasms", "cancerous_cell_nuclei"), ("Pregnancy Complications", "pregnant")),
        *(("Hypertension", "blood_pressure"), ("Influenza Vaccines", "syringe-vaccine"), ("Economics", "coins")),
        *(("Smoking Cessation", "smoking_cessation"), ("Arabidopsis", "agriculture"), ("Ethanol", "alcohol")),
        *(("Ethanolamine", "test_tubes"), ("Vaping", None), ("Suicide", None), ("Stillbirth", None), ("Larynx", None)),
    ],
)
def test_headings_get_the_drawing_that_is_right_for_their_branch(term, art):
    name, _, rest = term.partition(", ")
    (numbers,) = tree_numbers(terms=[f"{rest} {name}".strip()]).values()
    row = row_for(numbers)
    assert (row.art if row else None) == art


def test_an_unknown_term_or_id_has_no_tree_number():
    assert tree_numbers(ids=["", "D999999"], terms=["hill walking", ""]) == {}
