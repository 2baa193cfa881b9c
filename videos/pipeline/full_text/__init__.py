"""Uses the full text of a paper where its licence allows that: what the abstract is silent about, and figures.

    supplement   a paper            ->  the paper with what may be said besides the abstract, with the modules below
    sources      a paper            ->  its full text and permission, from the first archive that has it
    standing     a full text        ->  why it may not stand for the paper
    licences     what it says       ->  the licence, or why it may not be used
    limits       a full text        ->  what the authors say limits their study
    harms        a full text        ->  the harms that it reports
    extracts     a full text        ->  the paper with its harms and limits
    excerpts     a place            ->  a sentence that can be said alone
    choice       figures, results   ->  the figures of a video
    figure_gate  a figure           ->  why it may not be shown
    media        a figure, files    ->  its file
    images       a file             ->  a picture that can be read on a slide
    figures      a full text        ->  the paper with its figures, whose pictures are kept

Refusals are sentences, for logs and for people who review a video.
"""
