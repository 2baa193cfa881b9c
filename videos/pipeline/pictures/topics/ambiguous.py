"""Keywords that are MeSH terms and have another meaning in other fields."""

_WORDS = """
affect affects aggression aid aids apache appendix association associations automatism avatar avatars bulla
capillaries capillary cardia cell cells cementation cementum clone clones crown crowns cue cues dendrite dendrites
dissection drainage drive drives enamel enamels glare gum gums hips injection injections inlay inlays iris labyrinth
labyrinths lan learning ligation ligations memory molar molars onlay onlays orientation orientations plasma plasmas
prost pupil pupils radius record records reperfusion running runnings sigmoid spotting stem tartar tips traction
tractions tree trees
"""
# A plasma may be a gas, a radius half a diameter, a cell a battery, a dendrite a crystal, and learning a machine's.

WORDS = frozenset(_WORDS.split())
