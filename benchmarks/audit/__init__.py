"""Looks for faults in scripts with rules of its own, and writes a sheet on which a reader judges them.

    python -m benchmarks.audit FOLDER [--sample 40] [--seed 1] [--length short standard long] [--sheet audit.html]

FOLDER contains records named ``<pmid>.xml``, as efetch returns them. The checks read the finished script and the paper.
They share no rule with the writer, the pronunciation, the fidelity check or the check of the spoken form, so that a
fault in one of those is seen:

    numbers        values, ranges, signs and powers that the voice says wrongly, loses or adds
    fragments      sentences that begin or end in the middle, and marks that belong to what was left out
    brackets       what the voice leaves out, although it limits a finding or is the finding
    omissions      primary outcome, harms, null results and limits that are neither said nor named on the source card
    references     "these", "However" and the like without the sentence that they refer to
    abbreviations  full forms that do not fit, and abbreviations that stay unexplained
    large_numbers  numbers set large that are not what their caption says
    jobs           videos that are too long or too short, and jobs that fail
"""
