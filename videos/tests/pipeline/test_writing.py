import pytest

from videos.pipeline import fidelity, timing, writing
from videos.pipeline.options import Length
from videos.tests.pipeline.script.abstracts import trial

HEDGED = (
    "Amber glasses and the sleep of nurses on the night shift: what was seen at nine hospitals over eight weeks, in "
    "the absence of any other measure, may be due to chance, according to the authors of this and of the earlier trial"
)


@pytest.mark.parametrize("length", list(Length))
def test_a_script_keeps_to_its_length_although_a_sentence_was_repaired(length):
    script = writing.write(trial(title=HEDGED), length)
    assert not fidelity.violations(script)
    assert script.scenes[0].sentences[0].spoken == HEDGED
    assert timing.of_scenes(script.scenes) <= {"short": 45, "standard": 90, "long": 180}[length]
